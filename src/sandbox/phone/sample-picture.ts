const WIDTH = 640;
const HEIGHT = 480;

/** A picture to send without having one: a road into the hills, as JPEG. */
export async function drawSamplePicture(): Promise<Blob> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser draws no pictures.');
  const sky = pen.createLinearGradient(0, 0, 0, HEIGHT);
  sky.addColorStop(0, '#7db7e8');
  sky.addColorStop(0.6, '#fbe3c0');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  drawShape(pen, '#6fae7d', [0, 300, 180, 210, 360, 300, 520, 190, WIDTH, 290, WIDTH, HEIGHT, 0, HEIGHT]);
  drawShape(pen, '#50606f', [300, 290, 340, 290, 470, HEIGHT, 170, HEIGHT]);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/jpeg');
  });
}

function drawShape(pen: CanvasRenderingContext2D, colour: string, corners: number[]): void {
  pen.fillStyle = colour;
  pen.beginPath();
  for (let index = 0; index < corners.length; index += 2) pen.lineTo(corners[index] ?? 0, corners[index + 1] ?? 0);
  pen.fill();
}
