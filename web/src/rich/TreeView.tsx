import type { ReactNode } from "react";
import type { VariableView } from "../api/types";
import type { Block, Piece } from "./tree";

/** A body as it will look, with the samples of its variables. */
export function TreeView({ blocks, variables }: { blocks: readonly Block[]; variables: readonly VariableView[] }) {
  const value = (name: string, fallback: string) => variables.find((one) => one.variable === name)?.sample ?? fallback;
  return blocks.map((block, at) => {
    switch (block.block) {
      case "paragraph":
        return <p key={at}>{inline(block.pieces, value)}</p>;
      case "heading":
        return <h3 key={at}>{inline(block.pieces, value)}</h3>;
      case "bullets":
        return <ul key={at}>{lines(block.items, value)}</ul>;
      case "numbers":
        return <ol key={at}>{lines(block.items, value)}</ol>;
    }
  });
}

type Value = (name: string, fallback: string) => string;

function lines(items: readonly Piece[][], value: Value): ReactNode {
  return items.map((item, at) => <li key={at}>{inline(item, value)}</li>);
}

function inline(pieces: readonly Piece[], value: Value): ReactNode {
  return pieces.map((piece, at) => {
    switch (piece.piece) {
      case "break":
        return <br key={at} />;
      case "variable":
        return <Marked key={at} piece={piece} words={<span className="fill">{value(piece.variable, piece.fallback)}</span>} />;
      case "text":
        return <Marked key={at} piece={piece} words={piece.link === null ? piece.text : <span className="rich-link">{piece.text}</span>} />;
    }
  });
}

function Marked({ piece, words }: { piece: { bold: boolean; italic: boolean }; words: ReactNode }) {
  const slanted = piece.italic ? <em>{words}</em> : words;
  return piece.bold ? <strong>{slanted}</strong> : slanted;
}
