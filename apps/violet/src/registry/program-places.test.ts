import { describe, expect, it } from 'vitest';
import { programPlaces } from './program-places.ts';

describe('a program', () => {
  it.each([
    ['/usr/bin:/opt/bin', ['/usr/bin/helper', '/opt/bin/helper']],
    ['/usr/bin:/usr/bin', ['/usr/bin/helper']],
    ['', []],
    [':/usr/bin:', ['/usr/bin/helper']],
    ['.:bin:../bin:~/bin:/usr/bin', ['/usr/bin/helper']],
  ])('is looked for in the absolute directories of PATH: %s', (path, places) => {
    expect(programPlaces('helper', { PATH: path }, 'linux')).toEqual(places);
    expect(programPlaces('helper', { PATH: path }, 'darwin')).toEqual(places);
  });

  it.each([
    ['Path', 'C:\\Windows;D:\\Tools\\', ['C:\\Windows\\helper.exe', 'D:\\Tools\\helper.exe']],
    ['PATH', '"C:\\Program Files\\Docker";C:\\x', ['C:\\Program Files\\Docker\\helper.exe', 'C:\\x\\helper.exe']],
    ['PATH', ';.;bin;\\bin;C:bin;C:\\bin', ['C:\\bin\\helper.exe']],
    ['PATH', '\\\\server\\share\\bin', ['\\\\server\\share\\bin\\helper.exe']],
    ['OTHER', 'C:\\bin', []],
  ])('is never the one in the current directory of Windows: %s=%s', (name, path, places) => {
    expect(programPlaces('helper', { [name]: path }, 'win32')).toEqual(places);
  });

  it('is found nowhere without PATH', () => {
    expect(programPlaces('helper', {}, 'linux')).toEqual([]);
  });
});
