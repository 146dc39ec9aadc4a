/* What the reader has written, kept for this tab, so that a reload by mistake loses nothing. It is offered again when the
   cell's editor opens; where nothing can be stored it lasts as long as the page. */
export class Drafts {
  constructor(page) {
    this.key = (cell) => `nn-live-draft:${page}:${cell.data.id}`;
  }

  of(cell) {
    try {
      return sessionStorage.getItem(this.key(cell));
    } catch {
      return null;
    }
  }

  keep(cell, text) {
    try {
      if (text === cell.data.source) sessionStorage.removeItem(this.key(cell));
      else sessionStorage.setItem(this.key(cell), text);
    } catch { /* no room: the editor has it */ }
  }

  forget(cell) {
    this.keep(cell, cell.data.source);
  }
}
