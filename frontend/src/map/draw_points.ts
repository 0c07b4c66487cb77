/** Draws the points of the map with WebGL 2: everything stays on the graphics card, a frame is one call. */
import type { Size, View } from "./view";

/** A byte for every point, or several. */
export type Bytes = Uint8Array<ArrayBuffer>;

const VERTEX = `#version 300 es
in vec2 place;
in vec3 colour;
in float lit;
uniform vec2 middle;
uniform vec2 scale;
uniform float diameter;
uniform float rest;
out vec4 shade;
out float edge;
void main() {
  gl_Position = vec4((place - middle) * scale, lit > 0.0 ? -0.1 : 0.0, 1.0);
  gl_PointSize = diameter * (rest < 1.0 && lit > 0.0 ? 1.7 : 1.0);
  edge = 2.0 / gl_PointSize;
  shade = vec4(colour, lit > 0.0 ? 0.95 : 0.8 * rest);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 shade;
in float edge;
out vec4 result;
void main() {
  float away = length(gl_PointCoord - 0.5) * 2.0;
  float alpha = shade.a * (1.0 - smoothstep(1.0 - edge, 1.0, away));
  result = vec4(shade.rgb * alpha, alpha);
}`;

/** How strongly points show that are not among the highlighted ones. */
const DIMMED = 0.16;

export class PointsDrawing {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #buffers = new Map<string, WebGLBuffer>();
  #count = 0;
  #rest = 1;

  /** Throws an Error where the canvas gets no WebGL 2. */
  constructor(readonly canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true });
    if (!gl) throw new Error("This browser has no WebGL 2.");
    this.#gl = gl;
    this.#program = link(gl);
    gl.useProgram(this.#program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  setPlaces(xs: Float32Array, ys: Float32Array): void {
    const both = new Float32Array(xs.length * 2);
    for (let point = 0; point < xs.length; point++) {
      both[2 * point] = xs[point]!;
      both[2 * point + 1] = ys[point]!;
    }
    this.#count = xs.length;
    this.#send("place", both, 2, this.#gl.FLOAT, false);
  }

  /** `colours` holds red, green and blue of each point. */
  setColours(colours: Bytes): void {
    this.#send("colour", colours, 3, this.#gl.UNSIGNED_BYTE, true);
  }

  /** `lit` is 1 for highlighted points; without any highlight all are 1. */
  setLit(lit: Bytes, isHighlighting: boolean): void {
    this.#rest = isHighlighting ? DIMMED : 1;
    this.#send("lit", lit, 1, this.#gl.UNSIGNED_BYTE, false);
  }

  /** Draws one frame; `diameter` is in CSS pixels. */
  draw(view: View, size: Size, diameter: number): void {
    const gl = this.#gl;
    const density = devicePixelRatio || 1;
    const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform2f(this.#uniform("middle"), view.x, view.y);
    gl.uniform2f(this.#uniform("scale"), (2 * view.scale) / size.width, (2 * view.scale) / size.height);
    gl.uniform1f(this.#uniform("diameter"), diameter * density);
    gl.uniform1f(this.#uniform("rest"), this.#rest);
    gl.drawArrays(gl.POINTS, 0, this.#count);
  }

  /** Frees the graphics card's memory at once: browsers keep few contexts. */
  free(): void {
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #uniform(name: string): WebGLUniformLocation | null {
    return this.#gl.getUniformLocation(this.#program, name);
  }

  #send(
    name: string,
    data: Bytes | Float32Array<ArrayBuffer>,
    parts: number,
    type: number,
    scaled: boolean,
  ): void {
    const gl = this.#gl;
    const where = gl.getAttribLocation(this.#program, name);
    const buffer = this.#buffers.get(name) ?? gl.createBuffer();
    this.#buffers.set(name, buffer);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(where);
    gl.vertexAttribPointer(where, parts, type, scaled, 0, 0);
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(`The map's shaders were refused: ${gl.getProgramInfoLog(program)}`);
  }
  return program;
}
