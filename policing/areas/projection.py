"""From the coordinate system that a file states to longitude and latitude.

Apart from the other shapes, since its library is large and only imports need it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from policing.areas.geometry import WGS84, Points, Project, Unusable


def named_crs(member: Any) -> str | None:
    """Give the coordinate system that a file's legacy ``crs`` member names, or None where it has none.

    Raises Unusable for a member that names nothing we can read.
    """
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name:
        raise Unusable(_("the file's “crs” does not name a coordinate system: state it with --crs EPSG:n"))
    return name


def projector(name: str) -> Project:
    """Give the function from points (x, y) in that coordinate system to (lon, lat). Raises Unusable for an unknown one."""
    try:
        crs = CRS.from_user_input(name)
    except CRSError as error:
        raise Unusable(_("the coordinate system “%(name)s” is not known: state it as --crs EPSG:n") % {"name": name}) from error
    if not (crs.is_projected or crs.is_geographic):
        raise Unusable(
            _("the coordinate system “%(name)s” is not one of a flat map or of latitude and longitude") % {"name": name}
        )
    transformer = Transformer.from_crs(crs, WGS84, always_xy=True)

    def project(points: Points) -> Points:
        lon, lat = transformer.transform(points[:, 0], points[:, 1])
        return np.column_stack([lon, lat])

    return project
