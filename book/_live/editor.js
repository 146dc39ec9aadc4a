/* The editor of a cell: CodeMirror with Python, in the place of the printed code and in its colours. Tokens get the class
   names that the book's own style sheet for code knows, so that light and dark follow the page. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { el } from "./elements.js";

const COLOURS = tagHighlighter([
  { tag: tags.comment, class: "c1" },
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.controlKeyword], class: "k" },
  { tag: [tags.bool, tags.null, tags.self], class: "kc" },
  { tag: tags.number, class: "mi" },
  { tag: [tags.string, tags.special(tags.string), tags.docString], class: "s2" },
  { tag: [tags.operator, tags.arithmeticOperator, tags.compareOperator, tags.bitwiseOperator, tags.updateOperator], class: "o" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], class: "nf" },
  { tag: tags.meta, class: "nd" },
]);

const LOOK = EditorView.theme({
  "&": { fontSize: "0.84em", background: "transparent", color: "inherit" },
  "&.cm-focused": { outline: "3px solid var(--nn-focus)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--pst-font-family-monospace)", lineHeight: "1.45" },
  ".cm-content": { padding: "0.6rem 0", caretColor: "currentcolor" },
  ".cm-gutters": { background: "transparent", color: "var(--nn-faint)", border: "none" },
  ".cm-cursor": { borderLeftColor: "currentcolor" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "transparent" },
  "&.cm-focused .cm-activeLine": { background: "color-mix(in srgb, var(--nn-focus) 9%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { background: "none", outline: "1px solid var(--nn-focus)" },
});

let count = 0;

export class Editor {
  constructor({ input, before, source, name, run, changed }) {
    count += 1;
    this.printed = input.querySelector(".highlight");
    this.help = el("p", { class: "nn-live-keys", id: `nn-live-keys-${count}` }, "Ctrl-Enter or Shift-Enter runs. To leave by keyboard: Escape, then Tab.");
    this.box = el("div", { class: "highlight nn-live-editor" });
    const ran = () => { run(); return true; };
    const leaves = (view) => { view.setTabFocusMode(true); return false; };
    this.view = new EditorView({
      parent: this.box,
      state: EditorState.create({
        doc: source,
        extensions: [
          lineNumbers(), history(), indentOnInput(), bracketMatching(), highlightActiveLine(), python(),
          indentUnit.of("    "), syntaxHighlighting(COLOURS), LOOK,
          Prec.highest(keymap.of([
            { key: "Ctrl-Enter", mac: "Cmd-Enter", run: ran }, { key: "Ctrl-Enter", run: ran }, { key: "Shift-Enter", run: ran },
            { key: "Escape", run: leaves },
          ])),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.contentAttributes.of({
            "aria-label": name, "aria-describedby": this.help.id, spellcheck: "false", autocorrect: "off", autocapitalize: "off",
          }),
          EditorView.domEventHandlers({
            keydown(event, view) { // Tab indents again after any other key, and when the editor is entered anew
              if (!["Tab", "Shift", "Escape"].includes(event.key)) view.setTabFocusMode(false);
            },
            blur(_event, view) { view.setTabFocusMode(false); },
          }),
          EditorView.updateListener.of((update) => { if (update.docChanged) changed(this.text); }),
        ],
      }),
    });
    this.printed.hidden = true;
    before.before(this.box, this.help);
  }

  get text() {
    return this.view.state.doc.toString();
  }

  focus() {
    this.view.focus();
  }

  remove() {
    this.view.destroy();
    this.box.remove();
    this.help.remove();
    this.printed.hidden = false;
  }
}
