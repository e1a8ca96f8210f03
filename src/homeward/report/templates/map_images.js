// Names, numbers and hatching drawn as images: there is no server of letters to ask.

const SCALE = 2; // pixels of an image to one on the screen, so that names stay sharp

/** A small canvas drawn on at twice the size, as an image the map can place. */
function image(width, height, draw) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil(height * SCALE);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(SCALE, SCALE);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

const FONT = "12px system-ui, sans-serif";

/** A street's name with a rim of the ground's colour, so that it reads over any line. */
function nameImage(text, colors) {
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = FONT;
  const width = Math.min(ruler.measureText(text).width + 8, 260), height = 18;
  return image(width, height, (pen) => {
    pen.font = FONT;
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = colors.ground;
    pen.strokeText(text, width / 2, height / 2, width - 8);
    pen.fillStyle = colors.ink;
    pen.fillText(text, width / 2, height / 2, width - 8);
  });
}

/** An option's number in a disc. */
function markImage(text, colors) {
  const size = 24;
  return image(size, size, (pen) => {
    pen.arc(size / 2, size / 2, size / 2 - 2, 0, 2 * Math.PI);
    pen.fillStyle = colors.plan;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = colors.ground;
    pen.stroke();
    pen.font = "600 12px system-ui, sans-serif";
    pen.fillStyle = colors.onPlan;
    pen.fillText(text, size / 2, size / 2 + 0.5);
  });
}

/** Slanted lines: nobody has told us. */
function hatchImage(colors) {
  const size = 8;
  return image(size, size, (pen) => {
    pen.strokeStyle = colors.unknown;
    pen.lineWidth = 1.6;
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift, size);
      pen.lineTo(shift + size, 0);
    }
    pen.stroke();
  });
}

/** Draws an image when the map first asks for it. */
function addImage(map, town, id) {
  if (map.hasImage(id)) return;
  const [kind, which] = id.split(":");
  const colors = palette();
  const made = kind === "name" ? nameImage(town.names[Number(which)], colors)
    : kind === "mark" ? markImage(which, colors) : hatchImage(colors);
  map.addImage(id, made, { pixelRatio: SCALE });
}
