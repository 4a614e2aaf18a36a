// Photographs from telephones are larger than one request can carry, and larger than reading a document needs. They are made
// smaller here, in the browser, a little more each time until they fit.

/** Longest side in pixels and JPEG quality; the last is still enough to read small print of a card. */
const STEPS: readonly (readonly [side: number, quality: number])[] = [
  [2400, 0.85],
  [2000, 0.8],
  [1600, 0.75],
  [1200, 0.7],
];
const IMAGES = /\.(jpe?g|png)$/i;

/**
 * @param file a JPEG or PNG; anything else, and what fits already, comes back as it is
 * @returns a JPEG of at most `maxBytes`; the file itself when it is no image after all, or cannot be made to fit
 */
export async function shrunk(file: File, maxBytes: number): Promise<File> {
  if (file.size <= maxBytes || !IMAGES.test(file.name)) return file;
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return file;
  try {
    const smaller = await fitting(image, maxBytes, STEPS);
    return smaller ? new File([smaller], file.name.replace(IMAGES, '.jpg'), { type: smaller.type }) : file;
  } finally {
    image.close();
  }
}

async function fitting(image: ImageBitmap, maxBytes: number, steps: typeof STEPS): Promise<Blob | undefined> {
  const [step, ...rest] = steps;
  if (!step) return undefined;
  const smaller = await drawn(image, ...step);
  return smaller && smaller.size <= maxBytes ? smaller : fitting(image, maxBytes, rest);
}

function drawn(image: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  // A PNG may be transparent; a JPEG would show black there, and black writing vanishes.
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}
