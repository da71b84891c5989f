import { Failure } from '@violet/machinery';
import { type Head, readHead } from './head.ts';
import { splitManifests } from './split.ts';

/** One document of a rendered file. */
export interface Document {
  content: string;
  head: Head;
}

interface ReadFile {
  text: string;
  documents: readonly Document[];
}

/** The documents of rendered files, of the render before: most are the same in the next one. */
export class ManifestMemory {
  #files: ReadonlyMap<string, ReadFile> = new Map();

  /** What reads the files of one render and, once all are read, takes the place of what was known. */
  reader(): ManifestReader {
    return new ManifestReader(this.#files, (files) => {
      this.#files = files;
    });
  }
}

class ManifestReader {
  readonly #known: ReadonlyMap<string, ReadFile>;
  readonly #keep: (files: ReadonlyMap<string, ReadFile>) => void;
  readonly #read = new Map<string, ReadFile>();

  constructor(known: ReadonlyMap<string, ReadFile>, keep: (files: ReadonlyMap<string, ReadFile>) => void) {
    this.#known = known;
    this.#keep = keep;
  }

  /** One after the other: what is said of a document comes before the Failure of a later one. */
  *documents(path: string, text: string): Generator<Document> {
    const before = this.#known.get(path);
    if (before?.text !== text) yield* this.#readAnew(path, text, before?.documents ?? []);
    else {
      this.#read.set(path, before);
      yield* before.documents;
    }
  }

  *#readAnew(path: string, text: string, before: readonly Document[]): Generator<Document> {
    const known = new Map(before.map((document) => [document.content, document]));
    const documents: Document[] = [];
    for (const content of splitManifests(text)) {
      const document = known.get(content) ?? { content, head: headOf(path, content) };
      documents.push(document);
      yield document;
    }
    this.#read.set(path, { text, documents });
  }

  end(): void {
    this.#keep(this.#read);
  }
}

function headOf(path: string, content: string): Head {
  try {
    return readHead(content);
  } catch (error) {
    throw new Failure('Invalid', `YAML parse error on ${path}: ${(error as Error).message}`, { cause: error });
  }
}
