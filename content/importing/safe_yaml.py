"""YAML from elsewhere: no aliases (a few lines of them unfold to gigabytes), no endless nesting, lines to point at."""

import yaml

from content.importing.piece import Refused


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            raise Refused("its YAML uses aliases (*name), which are not read from files of others; write the value out")
        return super().compose_node(parent, index)


def load(text: str):
    """The values of a YAML document. Refused, in one sentence, for everything that is not one."""
    return _loader(text, lambda loader: loader.get_single_data())


def compose(text: str) -> yaml.Node | None:
    """The same document as nodes that know their lines."""
    return _loader(text, lambda loader: loader.get_single_node())


def _loader(text: str, work):
    loader = None
    try:
        loader = _Loader(text)
        return work(loader)
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise Refused(f"its YAML cannot be read: {error.problem}{line}") from error
    except RecursionError as error:
        raise Refused("its YAML is nested too deep to be read") from error
    except (yaml.YAMLError, ValueError) as error:
        raise Refused(f"its YAML cannot be read: {' '.join(str(error).split())}") from error
    finally:
        if loader:
            loader.dispose()
