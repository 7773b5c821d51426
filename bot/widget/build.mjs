// Builds the widget into ../pages/static, or with --tests its unit tests into built/.
// The same sources give the same bytes: nothing of the machine or the time gets in.
import { build, transform } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const home = fileURLToPath(new URL("../pages/static/", import.meta.url));
const out = process.env.WIDGET_OUT ?? home;

const smallStyles = {
  name: "small-styles",
  setup(made) {
    made.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const small = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: small.code, loader: "text" };
    });
  },
};

const shared = { absWorkingDir: here, bundle: true, plugins: [smallStyles], logLevel: "warning" };

if (process.argv.includes("--tests")) {
  const names = (await readdir(new URL("tests/", import.meta.url))).filter((name) => name.endsWith(".test.ts"));
  await build({ ...shared, entryPoints: names.map((name) => `tests/${name}`), outdir: "built", outExtension: { ".js": ".mjs" }, platform: "node", format: "esm", target: "node20" });
} else {
  const made = await build({
    ...shared,
    entryPoints: ["src/main.ts"],
    // Made as if for its home, so that the paths in the source map are the same wherever it goes.
    outfile: join(home, "signpost.js"),
    write: false,
    format: "iife",
    target: "es2019",
    minify: true,
    sourcemap: true,
    sourceRoot: "widget",
    legalComments: "none",
    charset: "ascii",
    // The server writes what is local (names, colours, limits) between these brackets.
    banner: { js: "(function(signpostSite){" },
    footer: { js: "})(/*site*/);" },
  });
  for (const file of made.outputFiles) await writeFile(join(out, basename(file.path)), file.contents);
}
