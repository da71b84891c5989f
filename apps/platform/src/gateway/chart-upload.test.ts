import { describe, expect, it } from 'vitest';
import { chartUpload } from './chart-upload.ts';

const boundary = 'violet';
const contentType = `multipart/form-data; boundary="${boundary}"`;
const part = (name: string, content: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n${content}\r\n`;
const form = (...parts: string[]) => Buffer.from(`${parts.join('')}--${boundary}--\r\n`);

describe('a chart that comes in a form', () => {
  it('has its own bytes and those of its provenance file', async () => {
    const { archive, provenance } = await chartUpload(form(part('chart', 'tgz'), part('prov', 'signed')), contentType);

    expect(Buffer.from(archive).toString()).toBe('tgz');
    expect(Buffer.from(provenance ?? []).toString()).toBe('signed');
  });

  it.each([
    ['of many parts', contentType],
    [
      'of many parts, under two boundaries',
      `multipart/form-data; x="; boundary=other"; boundary=${boundary}; boundary=z`,
    ],
  ])('is refused before a form %s is taken apart', async (_what, type) => {
    const many = form(...Array.from({ length: 20_000 }, () => part('a', '')), part('chart', 'tgz'));

    await expect(chartUpload(many, type)).rejects.toThrow('the form has more than 16 parts');
  });

  it.each([
    ['what is no form', 'nothing', contentType],
    ['a form without a boundary', 'nothing', 'multipart/form-data'],
    ['a content type that is none', 'nothing', 'multipart/form-data/x; boundary=violet'],
    ['a form without the chart', form(part('prov', 'signed')).toString(), contentType],
  ])('is refused: %s', async (_what, body, type) => {
    await expect(chartUpload(Buffer.from(body), type)).rejects.toMatchObject({ code: 'BadRequest' });
  });
});
