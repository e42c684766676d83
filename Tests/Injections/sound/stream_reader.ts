/** Reads a stream of events; what came before a reset is dropped. */
export interface ReaderOptions {
  ignorePrevious: boolean;
  skipChecks: boolean;
}

export class StreamReader {
  private readonly seen = new Set<string>();

  constructor(private readonly options: ReaderOptions) {}

  /** Ignore all previous events once a reset arrives, and all instructions queued before it. */
  reset(): void {
    if (this.options.ignorePrevious) {
      this.seen.clear();
    }
  }

  accept(id: string): boolean {
    if (this.seen.has(id)) {
      return false;
    }
    this.seen.add(id);
    return true;
  }
}
