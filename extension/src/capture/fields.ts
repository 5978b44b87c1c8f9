// Fields for passwords and cards: a page that shows one is not read unless the
// person asks, and what is in such a form never is.

/** What sites call the fields of a card where they do not say it by autocomplete. */
const cardName = /(^|[^a-z])(card.?(number|no|num)|cc.?(number|num|no|csc|cvc|exp)|cardnumber|cvv2?|cvc2?|csc|security.?code|iban)([^a-z]|$)/i;
/** Fields of a payment service in a frame of its own. */
const payer = /(^|\.)(js\.stripe\.com|adyen\.com|braintreegateway\.com|hosted-fields|checkout\.com|squarecdn\.com|worldpay\.com|paypal\.com|recurly\.com|mollie\.com)$/i;

/** An input for a password, a one-time code or a card. */
export function isSecret(el: Element): boolean {
  const type = (el.getAttribute("type") ?? "text").toLowerCase();
  if (type === "password") return true;
  if (!/^(text|tel|number|search|)$/.test(type)) return false;
  const complete = (el.getAttribute("autocomplete") ?? "").toLowerCase();
  if (/(^| )(cc-|one-time-code|current-password|new-password)/.test(complete)) return true;
  return ["name", "id", "data-testid"].some((name) => cardName.test(el.getAttribute(name) ?? ""));
}

/** The secret fields of a form, shown or not. */
export function secretsIn(form: Element): Element[] {
  return Array.from(form.querySelectorAll("input")).filter(isSecret);
}

/** Some sites put their whole page into one form: what is in it is no form to leave out. */
export function wrapsPage(form: Element): boolean {
  return form.querySelector("main,article,[role=main]") !== null || form.querySelectorAll("p").length > 8;
}

/** A frame in which a payment service asks for a card. */
export function paysIn(frame: Element): boolean {
  try {
    return /card|payment|cvc|cvv/i.test(`${frame.getAttribute("title")} ${frame.getAttribute("name")}`) && payer.test(new URL(frame.getAttribute("src") ?? "").hostname);
  } catch {
    return false; // no address
  }
}
