/**
 * Read aloud, with the phone's own voices: one thing at a time.
 */

const PATIENCE_MS = 1500; // some phones name their voices late

export class Voice {
  /**
   * @param {object} [phone]
   * @param {SpeechSynthesis | undefined} [phone.synthesis]
   * @param {typeof SpeechSynthesisUtterance | undefined} [phone.Utterance]
   */
  constructor({ synthesis = globalThis.speechSynthesis, Utterance = globalThis.SpeechSynthesisUtterance } = {}) {
    this.synthesis = synthesis;
    this.Utterance = Utterance;
    this.isOn = false;
    /** @type {{text: string, kind: "story" | "instruction"} | null} what is being said */
    this.saying = null;
  }

  /**
   * Wait until the phone has named its voices.
   *
   * @returns {Promise<void>}
   */
  async ready() {
    const { synthesis } = this;
    if (!synthesis || synthesis.getVoices().length) return;
    await new Promise((resolve) => {
      synthesis.addEventListener?.("voiceschanged", resolve, { once: true });
      setTimeout(resolve, PATIENCE_MS);
    });
  }

  /**
   * Return the voice for a language that works without a network if there is one; null without any.
   *
   * @param {string} language BCP 47
   * @returns {SpeechSynthesisVoice | null}
   */
  voiceFor(language) {
    if (!this.synthesis || !this.Utterance) return null;
    const [base] = language.toLowerCase().split("-");
    const speaks = this.synthesis
      .getVoices()
      .filter(({ lang }) => lang.toLowerCase().split(/[-_]/)[0] === base);
    return speaks.find(({ localService }) => localService) ?? null;
  }

  /** @param {string} language */
  speaks(language) {
    return this.voiceFor(language) !== null;
  }

  /**
   * Say a text. An instruction interrupts a story and waits for no other instruction; a story waits for
   * nobody, and stops what was said. So two are never heard together.
   *
   * @param {string} text
   * @param {string} language
   * @param {object} [options]
   * @param {"story" | "instruction"} [options.kind]
   * @param {() => void} [options.ended]
   * @returns {boolean} whether there is a voice to say it
   */
  say(text, language, { kind = "instruction", ended = () => {} } = {}) {
    const voice = this.voiceFor(language);
    if (!voice || !text) return false;
    this.stop();
    const saying = { text, kind };
    const utterance = new this.Utterance(text);
    Object.assign(utterance, { voice, lang: voice.lang, rate: kind === "story" ? 0.95 : 1 });
    const over = () => {
      if (this.saying !== saying) return;
      this.saying = null;
      ended();
    };
    utterance.onend = over;
    utterance.onerror = over;
    saying.ended = ended;
    this.saying = saying;
    this.synthesis.speak(utterance);
    return true;
  }

  /** Be silent. */
  stop() {
    const { saying } = this;
    this.saying = null;
    this.synthesis?.cancel();
    saying?.ended?.();
  }
}
