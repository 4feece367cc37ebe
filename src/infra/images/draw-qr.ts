import { Readable } from 'node:stream';
import QRCode from 'qrcode';

const PNG_WIDTH = 1_024; // sharp on a poster of the size of a hand

/** A QR code that leads to an address, as a file. */
export async function drawQr(url: string, format: 'svg' | 'png'): Promise<{ contentType: string; stream: Readable }> {
  const options = { errorCorrectionLevel: 'M', margin: 4 } as const;
  if (format === 'svg') {
    const svg = await QRCode.toString(url, { ...options, type: 'svg' });
    return { contentType: 'image/svg+xml', stream: Readable.from([svg], { objectMode: false }) };
  }
  const png = await QRCode.toBuffer(url, { ...options, type: 'png', width: PNG_WIDTH });
  return { contentType: 'image/png', stream: Readable.from([png], { objectMode: false }) };
}
