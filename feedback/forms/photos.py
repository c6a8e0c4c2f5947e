"""The forms about pictures. What is in the files is looked at by ``policing.uploads`` alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from feedback.services.photos import Reason
from policing.ui.forms import Choices, FormTokenField, HouseForm
from policing.uploads import CleanImage, UploadRefused, clean_image

KINDS = "image/jpeg,image/png,image/webp,image/avif"


class ManyFiles(forms.ClearableFileInput):
    """A field for files, several at once."""

    allow_multiple_selected = True


class PhotosForm(HouseForm):
    """Pictures to send with a report: none, one or several."""

    photos = forms.FileField(
        label=_("Choose one or more pictures"),
        required=False,
        widget=ManyFiles(attrs={"accept": KINDS, "data-photos": ""}),
        help_text=_("JPEG or PNG, up to 12 MB each. We take out where and when it was taken, and who took it."),
    )


class PhotoForm(HouseForm):
    """One more picture for a report; ``token`` makes a form that is sent twice one picture."""

    photo = forms.FileField(
        label=_("Choose a picture"),
        widget=forms.FileInput(attrs={"accept": KINDS, "data-photos": ""}),
        help_text=_("JPEG or PNG, up to 12 MB. We take out where and when it was taken, and who took it."),
        error_messages={
            "required": _("Choose a picture first."),
            "empty": _("The file is empty. Please choose the picture again."),
        },
        allow_empty_file=True,
    )
    token = FormTokenField()


class RemovePhotoForm(HouseForm):
    """Why a picture must not be kept."""

    reason = forms.ChoiceField(
        label=_("Why must we not keep it?"),
        choices=Reason.choices,
        widget=Choices(),
        error_messages={"required": _("Choose why it must not be kept.")},
    )


def cleaned(files: list[UploadedFile[Any]]) -> list[CleanImage | UploadRefused]:
    """Draw each picture anew; where one cannot be taken, give the refusal in its place."""
    found: list[CleanImage | UploadRefused] = []
    for file in files:
        try:
            found.append(clean_image(file))
        except UploadRefused as refusal:
            found.append(refusal)
    return found


def sent_files(files: MultiValueDict[str, Any], name: str) -> list[UploadedFile[Any]]:
    """Give the files that came in a field; an input that was left empty brings none."""
    return [file for file in files.getlist(name) if isinstance(file, UploadedFile)]
