"""What the history of an asset says of checks and agreements."""

from wagtail.log_actions import LogFormatter

from content.review.agreements import ACTION as AGREEMENT
from content.review.expert_checks import ACTION as CHECK

SENTENCES = {
    f"{CHECK}.send": ("Send to an expert", "Sent to {expert} for a check"),
    f"{CHECK}.answer": ("Expert's answer", "{expert} answered by link: {verdict}. {comment}"),
    f"{CHECK}.waits": (
        "Expert's answer kept",
        "The answer of {expert} is kept, and the step waits for a colleague. {because}",
    ),
    f"{CHECK}.revoke": ("Take an expert's link back", "Took back the link sent to {expert}"),
    f"{AGREEMENT}.propose": ("Propose a stage", "Proposed version {version} for the {stage} stage"),
    f"{AGREEMENT}.sign": ("Sign a stage agreement", "Signed version {version} for the {stage} stage"),
    f"{AGREEMENT}.moved": ("Reopen a stage agreement", "Version {version} for the {stage} stage ended. {because}"),
    f"{AGREEMENT}.declined": ("Decline a stage", "Declined version {version} for the {stage} stage"),
    f"{AGREEMENT}.withdrawn": ("Withdraw a stage agreement", "Withdrew version {version} for the {stage} stage"),
}


def register_actions(actions) -> None:
    for action, (name, sentence) in SENTENCES.items():
        actions.register_action(action)(_formatter(name, sentence))


def _formatter(name: str, sentence: str) -> type[LogFormatter]:
    class Told(LogFormatter):
        label = name

        def format_message(self, log_entry):
            return sentence.format_map(log_entry.data).strip()

        def format_comment(self, log_entry):
            return ""

    return Told
