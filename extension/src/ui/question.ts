// Whether what is typed is a question, so that Enter asks, or words to find.

const asks =
  /^(who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|should|would|will|has|have|tell me|explain|summari[sz]e|compare|find me|show me)\b/i;
const chineseAsks = /(什么|怎么|怎样|如何|为什么|为何|哪里|哪儿|哪个|哪些|哪篇|哪一|多少|几个|几点|是否|能不能|可不可以|有没有|吗$|呢$|谁)/;

/** A question ends like one, starts like one, or has one of Chinese's question words. */
export function isQuestion(text: string): boolean {
  const q = text.trim();
  if (/[?？]\s*$/.test(q)) return true;
  if (chineseAsks.test(q)) return true;
  return asks.test(q) && q.split(/\s+/).length >= 3;
}
