/** Where the settings' files come from: a directory here, a ConfigMap on Kubernetes. */
export type FileSource = {
  /**
   * All files as name → text, at once and again after each change. 'unavailable' while nothing can be said about
   * them; what was last known stays valid. Ends when the signal aborts.
   */
  files(signal: AbortSignal): AsyncIterable<ReadonlyMap<string, string> | 'unavailable'>
}
