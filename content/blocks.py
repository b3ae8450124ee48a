"""The blocks that an asset's body is made of."""

from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = [
    "bold",
    "italic",
    "link",
    "ol",
    "ul",
    "document-link",
    "superscript",
    "subscript",
    "code",
    "blockquote",
    "hr",
]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=160)
    level = blocks.ChoiceBlock(choices=[("h2", "Section"), ("h3", "Sub-section")], default="h2")

    class Meta:
        icon = "title"
        template = "content/blocks/heading.html"
        label_format = "{text}"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    alternative_text = blocks.CharBlock(
        max_length=300, required=False, help_text="What the picture shows. Leave empty only if it is decoration."
    )

    class Meta:
        icon = "image"
        template = "content/blocks/image.html"


class FigureBlock(ImageBlock):
    caption = blocks.CharBlock(max_length=300)
    source = blocks.CharBlock(max_length=200, required=False, help_text="Where the data comes from, with n.")

    class Meta:
        icon = "image"
        template = "content/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(rows=3)
    attribution = blocks.CharBlock(max_length=160, required=False)

    class Meta:
        icon = "openquote"
        template = "content/blocks/quote.html"
        label_format = "{text}"


class VideoBlock(blocks.StructBlock):
    """A file of ours is played in place; a film elsewhere is linked, so that no third party watches."""

    title = blocks.CharBlock(max_length=160)
    file = DocumentChooserBlock(required=False)
    address = blocks.URLBlock(required=False, help_text="Where the film can be watched, if we do not host it.")
    minutes = blocks.DecimalBlock(required=False, min_value=0, max_value=600, decimal_places=1)
    transcript = blocks.RichTextBlock(required=False, features=TEXT_FEATURES)

    class Meta:
        icon = "media"
        template = "content/blocks/video.html"
        label_format = "{title}"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock()
    description = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "download"
        template = "content/blocks/download.html"


class CallToActionBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=120, help_text="Begins with a verb: what the reader does next.")
    page = blocks.PageChooserBlock(required=False)
    address = blocks.URLBlock(required=False)

    class Meta:
        icon = "arrow-right"
        template = "content/blocks/call_to_action.html"
        label_format = "{text}"


class AssetBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(features=TEXT_FEATURES, template="content/blocks/text.html")
    heading = HeadingBlock()
    image = ImageBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    video = VideoBlock()
    table = TableBlock(template="content/blocks/table.html")
    download = DownloadBlock()
    call_to_action = CallToActionBlock()


class ObjectionBlock(blocks.StructBlock):
    objection = blocks.CharBlock(max_length=200, help_text="As a buyer would say it.")
    answer = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "help"
        label_format = "{objection}"


class Objections(blocks.StreamBlock):
    """What buyers say against it, each with what to answer."""

    objection = ObjectionBlock()
