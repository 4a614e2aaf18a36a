// Colours in style sheets of components: they come from the site's hooks (`--dxp-g-…`) or from SLDS, so that branding is one place.
import type { TextProblems } from '../texts.ts';

/** Named colours of CSS. @see CSS Color Module Level 4, "Named Colors" */
const NAMED =
  'aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen'.split(
    ' ',
  );
const COLOUR = new RegExp(
  `#[0-9a-f]{3,8}\\b|\\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\\(|(?<![\\w-])(?:${NAMED.join('|')})(?![\\w-])`,
  'gi',
);

/** Colours among the values of declarations: place and words. */
export function* coloursIn(declarations: string): Iterable<readonly [index: number, colour: string]> {
  for (const declaration of declarations.matchAll(/(?:^|[;{])\s*([\w-]+)\s*:([^;{}]*)/g)) {
    const start = declaration.index + declaration[0].lastIndexOf(declaration[2]!);
    for (const { 0: colour, index } of declaration[2]!.matchAll(COLOUR)) yield [start + index, colour];
  }
}

export const colourProblems: TextProblems = function* (text) {
  const blank = (piece: string): string => piece.replace(/[^\n]/g, ' ');
  // A hook may say what holds where the site does not set it.
  const bare = text.replace(/\/\*[^]*?\*\//g, blank).replace(/var\(\s*--(?:dxp|slds|lwc|sds)-[^()]*\)/g, blank);
  for (const [index, colour] of coloursIn(bare))
    yield [index, `the colour ${colour}: use a hook of the site, var(--dxp-g-…), or a class of SLDS`];
};
