/**
 * What a person corrects in the redaction, as words, so that it stays right while they write on.
 * The words stay in the memory of this page; the service applies them anew each time.
 */

import { slice } from "../spans.js";

/** As the service reads texts: composed, without invisible characters and stress marks. */
const plain = (text) => text.normalize("NFC").replace(/\p{Cf}|[\u0300\u0301\ufe0f]/gu, "");
const alike = (words) => plain(words).split(/\s+/).filter(Boolean).join(" ").toLocaleLowerCase();

export class Corrections {
  #marks = [];
  #restored = [];

  get marks() {
    return this.#marks;
  }

  /** Groups of the forms that one placeholder replaced. */
  get restored() {
    return this.#restored;
  }

  get isEmpty() {
    return this.#marks.length + this.#restored.length === 0;
  }

  clear() {
    [this.#marks, this.#restored] = [[], []];
  }

  /** Takes words out; says whether they stand in the narrative at all. */
  mark(words, type, narrative) {
    const wanted = alike(words);
    if (!wanted || !alike(narrative).includes(wanted)) return false;
    this.#marks = [...this.#marks.filter((mark) => alike(mark.words) !== wanted), { words: words.trim(), type }];
    // Who marks a name again means all its forms.
    this.#restored = this.#restored.filter((forms) => !forms.some((form) => alike(form).includes(wanted) || wanted.includes(alike(form))));
    return true;
  }

  /** Shows words again that identify nobody, in all the forms that were taken out. */
  restore(forms) {
    const known = new Set(forms.map(alike));
    this.#marks = this.#marks.filter((mark) => !known.has(alike(mark.words)));
    this.#restored = [...this.#restored, forms];
  }

  unmark(words) {
    this.#marks = this.#marks.filter((mark) => mark.words !== words);
  }

  unrestore(index) {
    this.#restored = this.#restored.filter((_, place) => place !== index);
  }

  /** For the service; marks whose words were deleted from the narrative are left out. */
  request(narrative) {
    const text = alike(narrative);
    const redact = this.#marks.filter((mark) => text.includes(alike(mark.words)));
    const restore = [...new Set(this.#restored.flat())];
    return redact.length + restore.length > 0 ? { redact, restore } : null;
  }
}

/** The different words that a placeholder stands for. */
export function originals(placeholder, answer, narrative) {
  const found = answer.identifiers.filter((one) => one.placeholder === placeholder);
  return [...new Set(found.map((one) => slice(narrative, one)))];
}
