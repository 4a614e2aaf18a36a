import { shrunk } from 'c/photographs';

const file = (name: string, bytes: number): File => new File([new Uint8Array(bytes)], name);

interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly quality: number;
}

/** A canvas whose JPEG has a tenth of a byte for each pixel. */
function drawing(width: number, height: number): Drawn[] {
  const drawn: Drawn[] = [];
  const close = jest.fn();
  Object.assign(globalThis, { createImageBitmap: jest.fn(() => Promise.resolve({ width, height, close })) });
  jest.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation((() => ({
    fillRect: jest.fn(),
    drawImage: jest.fn(),
  })) as never);
  jest.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation(function toBlob(
    this: HTMLCanvasElement,
    give: BlobCallback,
    type,
    quality,
  ) {
    drawn.push({ width: this.width, height: this.height, quality: quality as number });
    give(new Blob([new Uint8Array((this.width * this.height) / 10)], { type: type ?? '' }));
  });
  return drawn;
}

describe('c/photographs', () => {
  it('leaves alone what fits, and what is no photograph', async () => {
    const drawn = drawing(4000, 3000);
    const small = file('card.jpg', 10);
    const scan = file('card.pdf', 1000);
    expect(await shrunk(small, 10)).toBe(small);
    expect(await shrunk(scan, 10)).toBe(scan);
    expect(drawn).toEqual([]);
  });

  it('makes a photograph smaller, step by step, until it fits', async () => {
    const drawn = drawing(4000, 3000);
    const smaller = await shrunk(file('card.PNG', 600_000), 300_000);
    expect(drawn.map(({ width, height }) => [width, height])).toEqual([
      [2400, 1800],
      [2000, 1500],
    ]);
    expect(smaller.size).toBe(300_000);
    expect(smaller.name).toBe('card.jpg');
    expect(smaller.type).toBe('image/jpeg');
  });

  it('never makes one larger than it is', async () => {
    const drawn = drawing(800, 600);
    await shrunk(file('card.jpg', 100_000), 50_000);
    expect(drawn[0]).toMatchObject({ width: 800, height: 600 });
  });

  it('gives back what cannot be made to fit, and what only claims to be a photograph', async () => {
    drawing(4000, 3000);
    const large = file('card.jpg', 1000);
    expect(await shrunk(large, 10)).toBe(large);
    Object.assign(globalThis, { createImageBitmap: () => Promise.reject(new Error('no image')) });
    expect(await shrunk(large, 10)).toBe(large);
  });
});
