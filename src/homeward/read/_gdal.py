"""GeoPackages and shapefiles, through GDAL held on a short lead."""

import os
import struct
import warnings
import zipfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import numpy as np
import shapely

from homeward.errors import SourceError
from homeward.kit.arrays import Geometries
from homeward.read._files import Part
from homeward.read._geojson import LONLAT, Properties
from homeward.read._text import undirected

__all__ = ["read_layer"]

MOST_BYTES = 1024**3
"""Bytes of a GeoPackage or of a shapefile's parts beyond which they are refused."""

MOST_VERTICES = 20_000_000
"""Points of all shapes together beyond which a layer is refused."""

SQLITE = b"SQLite format 3\0"
SHAPEFILE = struct.pack(">i", 9994)
"""First bytes of a GeoPackage and of a shapefile: GDAL is never shown anything else."""


def read_layer(path: Path) -> tuple[Geometries, Properties, str]:
    """Geometries, properties as text, and the coordinate system of the first layer.

    Parameters
    ----------
    path
        A GeoPackage, a shapefile, or a zip that holds one shapefile.

    Raises
    ------
    SourceError
        If it is none of these, is damaged, or is larger than is sane.
    """
    head = _head(path)
    if path.stat().st_size > MOST_BYTES:
        raise SourceError(f"{path} is larger than {MOST_BYTES // 1024**2:,} MB; cut it first.")
    if head == SQLITE or head[:4] == SHAPEFILE:
        return _read(path, path)
    if head[:2] != b"PK":
        raise SourceError(f"{path} is neither a GeoPackage nor a shapefile (or a zip of one).")
    with TemporaryDirectory() as folder:
        return _read(_unzipped(path, Path(folder)), path)


def _head(path: Path) -> bytes:
    """A file's first bytes, none of a folder's."""
    if not path.is_file():
        return b""
    with path.open("rb") as stream:
        return stream.read(16)


def _unzipped(path: Path, folder: Path) -> Path:
    """A zip's one shapefile under a name of our own, so that the zip's names do no harm."""
    with zipfile.ZipFile(path) as box:
        names = [each for each in box.namelist() if "__MACOSX" not in each]
    shapes = [each for each in names if each.lower().endswith(".shp")]
    if len(shapes) != 1:
        raise SourceError(f"{path} must hold one shapefile; it holds {len(shapes)}.")
    stem = str(PurePosixPath(shapes[0]).with_suffix(""))
    for ending in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
        for name in (each for each in names if each.lower() == (stem + ending).lower()):
            (folder / f"layer{ending}").write_bytes(Part(path=path, member=name).read(MOST_BYTES))
    if (folder / "layer.shp").read_bytes()[:4] != SHAPEFILE:
        raise SourceError(f"{path}: {shapes[0]} is no shapefile.")
    return folder / "layer.shp"


def _read(local: Path, shown: Path) -> tuple[Geometries, Properties, str]:
    """Let GDAL read one file whose first bytes say what it is."""
    # Drivers that open other files or the net on a document's word are off, if GDAL is not
    # awake yet; if it is, the first bytes checked above keep such documents from it.
    os.environ.setdefault("OGR_SKIP", "OGR_VRT,VRT,WFS,OAPIF,HTTP,GMLAS")
    import pyogrio  # noqa: PLC0415 - after the line above
    from pyogrio import raw  # noqa: PLC0415

    target = str(local.resolve())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's asides; what matters it raises
            layers = pyogrio.list_layers(target)
            spatial = [str(name) for name, kind in layers if kind is not None]
            if not spatial:
                raise SourceError(f"{shown} must hold a layer with geometries; it holds none.")
            meta, _, wkb, fields = raw.read(target, layer=spatial[0], datetime_as_string=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeError) as fault:
        raise SourceError(
            f"{shown} is damaged: it cannot be read as the GeoPackage or shapefile that it seems "
            "to be. Save or download it again."
        ) from fault
    geometries = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    if int(shapely.get_num_coordinates(geometries).sum()) > MOST_VERTICES:
        raise SourceError(f"{shown} has over {MOST_VERTICES:,} points; simplify it first.")
    names = [str(each) for each in meta["fields"]]
    return geometries, _rows(names, fields, len(geometries)), str(meta["crs"] or LONLAT)


def _rows(names: list[str], fields: list[np.ndarray], count: int) -> Properties:
    """One dictionary of texts per feature."""
    columns = [[_text(each) for each in field.tolist()] for field in fields]
    return [dict(zip(names, (c[i] for c in columns), strict=True)) for i in range(count)]


def _text(value: object) -> str:
    """A field as text; what GDAL gives for nothing (None, nan) as no text."""
    if value is None or value != value:  # noqa: PLR0124 - nan alone differs from itself
        return ""
    return undirected(str(value)).strip()[:300]
