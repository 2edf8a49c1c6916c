/** Blocks of cells as spreadsheets copy them: lines of texts with tabs between; quoted where a text has either. */

/** [[text]] of a copied block; a quoted text may have line breaks, tabs and doubled quotes. */
export function parse(block) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y;
  for (let match; cell.lastIndex < block.length && (match = cell.exec(block)); ) {
    rows.at(-1).push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    if (match[3] === "\t" && cell.lastIndex === block.length) rows.at(-1).push("");
    if (match[3] !== "\t") rows.push([]);
  }
  return rows.filter((row) => row.length);
}

const quoted = (text) => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const format = (rows) => rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
