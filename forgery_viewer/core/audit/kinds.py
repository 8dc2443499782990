"""The kinds of findings: how grave each is, what it is called, and what it means."""

from typing import NamedTuple

from forgery_viewer.core.records import Severity

#: From the gravest on, as findings are listed.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Kind(NamedTuple):
    """What is said of every finding of one kind.

    Attributes:
        severity: How grave it usually is; single findings may be milder or graver.
        title: Its name, for a heading.
        explanation: What it means and why it matters, in a sentence or two.
    """

    severity: Severity
    title: str
    explanation: str


#: Every kind of finding, in the order in which they are listed within one severity.
KINDS: dict[str, Kind] = {
    "unreadable-file": Kind(
        "error",
        "File cannot be read",
        "The file is empty, damaged, not what its name says, or may not be opened.",
    ),
    "truncated-file": Kind(
        "error",
        "File is cut off",
        "The end of the file is missing, as after a download that broke off.",
    ),
    "dangling-link": Kind("error", "Link to nowhere", "A symbolic link whose target is not there."),
    "missing-mask": Kind(
        "error", "Mask is missing", "A forged image of a labelled split has no mask file."
    ),
    "orphan-mask": Kind(
        "error", "Mask without an image", "No image of the split has the case id of the mask file."
    ),
    "mask-on-authentic": Kind(
        "error",
        "Mask on an authentic image",
        "The only image with the case id of the mask file is authentic, where nothing is forged.",
    ),
    "pickle-refused": Kind(
        "error",
        "Mask is a pickle",
        "The file holds Python objects; reading them could run any code, so they are refused.",
    ),
    "wrong-shape": Kind(
        "error",
        "Mask has another shape",
        "The array does not have the dimensions of a mask, (N, H, W), or more instances than can "
        "be handled.",
    ),
    "wrong-size": Kind(
        "error", "Mask has another size", "Height and width of the mask are not the image's."
    ),
    "transposed": Kind(
        "error",
        "Mask is transposed",
        "Height and width of the mask are those of the image, swapped. Where there is an authentic "
        "partner, the changed pixels tell whether turning the mask makes it fit.",
    ),
    "nan": Kind("error", "Mask has NaN", "Some values of the mask are not numbers."),
    "not-binary": Kind(
        "error",
        "Mask has values other than 0 and 1",
        "A mask says of each pixel only whether it belongs to an instance. Masks of 0 and 255 are "
        "read, with a warning: code that looks for ones finds nothing in them.",
    ),
    "empty-mask": Kind(
        "error", "Mask is empty", "No pixel of a forged image is marked, or there is no instance."
    ),
    "empty-instance": Kind(
        "error",
        "Instance is empty",
        "A channel without a pixel still counts as an instance that nobody can find, and lowers "
        "every score.",
    ),
    "duplicate-instance": Kind(
        "error",
        "Instance is there twice",
        "Two channels mark exactly the same pixels; a prediction can match only one of them.",
    ),
    "pair-size": Kind(
        "error",
        "Pair of different size",
        "The forged image and its authentic partner cannot be compared pixel by pixel.",
    ),
    "contradicting-labels": Kind(
        "error",
        "Same image authentic and forged",
        "Image files of the same content lie among the authentic and among the forged.",
    ),
    "identical-files": Kind(
        "warning",
        "Identical files",
        "Files of different cases have the same content, byte for byte; split apart, they leak.",
    ),
    "id-collision": Kind(
        "warning",
        "Case id in several splits",
        "Unrelated images of different splits share a case id; only with the split it is a key.",
    ),
    "second-file": Kind(
        "warning",
        "Second file of a case",
        "The folder has another file of the same case id, and only that one is used.",
    ),
    "overlapping-instances": Kind(
        "warning",
        "Instances overlap",
        "Two instances share pixels; usually each pixel belongs to one duplication group.",
    ),
    "single-region": Kind(
        "warning",
        "Instance of one region",
        "An instance is a source with its copies, so at least two regions; one is suspicious.",
    ),
    "speck": Kind(
        "warning",
        "Specks",
        "Regions of a few pixels, as a slip of the brush or a threshold leaves them.",
    ),
    "changed-outside": Kind(
        "warning",
        "Changed pixels outside the mask",
        "The forged image differs from its authentic partner where no instance is marked. Changes "
        "too small to be a copy are only counted.",
    ),
    "unchanged-inside": Kind(
        "info",
        "Mask over unchanged pixels",
        "Normal for the source region, which did not change. A warning where nothing changed in "
        "any region of an instance.",
    ),
    "mask-form": Kind(
        "warning",
        "Mask in an unusual form",
        "The mask is read all the same, but is not an array (N, H, W) of uint8, as code that "
        "expects the competition's form takes for granted.",
    ),
    "16-bit-image": Kind(
        "warning",
        "16-bit image",
        "The image has 16 bits a sample; it is scaled to 8, and other readers may do otherwise.",
    ),
    "pair-mode": Kind(
        "info",
        "Pair with different modes",
        "One image of the pair has an alpha channel, a palette or no colour, and the other not; "
        "convert both before they are compared.",
    ),
    "no-images": Kind("warning", "No images", "None of the folders of images has an image."),
    "not-in-layout": Kind(
        "info", "File not in the layout", "A file or folder that is no part of the data set."
    ),
}
