"""Run by Debian's own Python, which has QGIS: draw each layer of a GeoPackage by itself.

python3 qgis_draw.py plan.gpkg FOLDER LAYER...

Prints what QGIS made of each layer, as JSON, and leaves a picture of each in the folder.
"""

import json
import sys

from qgis.core import (  # type: ignore[import-not-found]
    QgsApplication,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # type: ignore[import-not-found]
from qgis.PyQt.QtGui import QColor  # type: ignore[import-not-found]

SIDE = 600
GROUND = "#ffffff"


def drawn(layer):
    """A picture of a layer, in its own style, on white."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    extent = layer.extent()
    extent.grow(max(extent.width(), extent.height(), 1e-3) * 0.05)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setBackgroundColor(QColor(GROUND))
    settings.setFlag(QgsMapSettings.Antialiasing, False)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage(), [each.message for each in job.errors()]


def told(path, folder, name):
    """What QGIS makes of one layer."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    if not layer.isValid():
        return {"valid": False}
    image, errors = drawn(layer)
    image.save(f"{folder}/{name}.png")
    pixels = [image.pixelColor(x, y).name() for x in range(SIDE) for y in range(SIDE)]
    return {
        "valid": True,
        "features": layer.featureCount(),
        "crs": layer.crs().authid(),
        "renderer": layer.renderer().type(),
        "labels": layer.labelsEnabled(),
        "errors": errors,
        "colours": {each: pixels.count(each) for each in set(pixels) - {GROUND}},
    }


if __name__ == "__main__":
    QgsApplication.setPrefixPath("/usr", True)
    program = QgsApplication([], False)
    program.initQgis()
    package, pictures, *names = sys.argv[1:]
    sys.stdout.write(json.dumps({name: told(package, pictures, name) for name in names}) + "\n")
    program.exitQgis()
