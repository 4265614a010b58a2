
"use strict";
/*
 * The page of `idiolect profile html`. Everything comes from the JSON in #data; whatever a repository may have put into
 * it reaches the page as text nodes and never as markup. Charts are tables whose cells hold a small drawing, so that
 * what is drawn can be read.
 */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const AREAS = {
    format: "Formatting", naming: "Naming", idiom: "Idioms", error: "Errors", doc: "Documentation", test: "Tests",
    library: "Libraries", structure: "Structure",
  };
  const titles = new Map(data.languages.map((l) => [l.id, l.title]));
  const main = document.getElementById("main");
  let lang = "";

  /* ---- small things ---- */
  function fill(node, attrs, children) {
    for (const [key, value] of Object.entries(attrs || {})) {
      if (value === false || value === null || value === undefined) continue;
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? "" : String(value));
    }
    node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
    return node;
  }
  const h = (tag, attrs, ...children) => fill(document.createElement(tag), attrs, children);
  const s = (tag, attrs, ...children) => fill(document.createElementNS(SVG, tag), attrs, children);
  const count = (n) => n.toLocaleString("en");
  const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;
  const share = (f) => (f.n ? f.k / f.n : f.standing === "pinned" ? 1 : 0);
  /* Never rounded to 0 or 100. */
  const percent = (p) => (p <= 0 ? "0 %" : p >= 1 ? "100 %" : p < 0.01 ? "< 1 %" : p > 0.99 ? "> 99 %" : `${Math.round(p * 100)} %`);
  const bits = (b) => (b > 0 ? b.toFixed(1) : "0");
  const said = (f) => f.wording || `${f.trait}: ${f.value}`;
  const place = (e) => `${e.repo}/${e.path}:${e.line}`;
  const month = (day) => (day ? day.slice(0, 7) : "");
  const where = (f) => (f.scope ? ` (in ${f.scope})` : "");
  const state = (f) => (f.standing !== "counted" ? f.standing : !f.decided ? "undecided" : f.stated ? "stated" : "usual");
  const shown = (list) => list.filter((f) => !lang || f.language === lang);
  const stated = () => shown(data.facts).filter((f) => f.stated);

  function say(text) {
    document.getElementById("said").textContent = text;
  }

  function command(text) {
    const code = h("code", {}, text);
    const button = h("button", { type: "button", "aria-label": `Copy: ${text}` }, "Copy");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
        say("Copied");
      } catch {
        getSelection().selectAllChildren(code);
        say("Selected; copy it with your keyboard");
      }
    });
    return h("div", { class: "command" }, code, button);
  }

  /* Quoted for a POSIX shell where it must be. */
  const word = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const pin = (f) => `idiolect profile pin ${word(`${f.language}:${f.trait}=${f.value}`)}${f.scope ? ` --scope ${word(f.scope)}` : ""}`;

  /* A list that grows on demand: the first `n`, then the rest. */
  function some(list, n, make, into) {
    into.append(...list.slice(0, n).map(make));
    if (list.length <= n) return null;
    const button = h("button", { type: "button", class: "more" }, `Show all ${list.length}`);
    button.addEventListener("click", () => {
      const rest = list.slice(n).map(make);
      into.append(...rest);
      button.remove();
      const first = rest[0].querySelector("a, button, summary") || rest[0];
      first.tabIndex = first.tabIndex >= 0 ? first.tabIndex : -1;
      first.focus();
    });
    return button;
  }

  /* ---- drawings ---- */
  const track = (...parts) => s("svg", { class: "track", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, parts);
  /* A mark that keeps its shape although the track is stretched. */
  const dot = (x, cls) => s("rect", { class: cls, x: Math.max(0, Math.min(98.6, x * 100 - 0.7)), y: 1.5, width: 1.4, height: 7, rx: 0.3 });
  const tick = (x, cls) => s("line", { class: cls, x1: x * 100, x2: x * 100, y1: 0, y2: 10, "vector-effect": "non-scaling-stroke" });
  const axis = () => s("line", { class: "t-line", x1: 0, x2: 100, y1: 5, y2: 5, "vector-effect": "non-scaling-stroke" });
  const range = (a, b, cls) => s("rect", { class: cls, x: a * 100, y: 3, width: Math.max(0.4, (b - a) * 100), height: 4 });

  const interval = (f) => (f.n ? `95 % interval ${Math.floor(f.interval[0] * 100)} to ${Math.ceil(f.interval[1] * 100)} %` : "not counted");

  function forest(f) {
    const parts = [axis()];
    if (f.n) parts.push(range(f.interval[0], f.interval[1], "t-range"));
    if (f.prior !== null) parts.push(tick(f.prior, "t-others"));
    parts.push(dot(share(f), f.decided ? "t-you" : "t-open"));
    return track(parts);
  }

  function key() {
    const item = (drawing, text) => h("li", {}, drawing, text);
    const small = (...parts) => s("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, parts);
    return h("ul", { class: "key" },
      item(small(s("rect", { class: "t-you", x: 42, y: 0, width: 16, height: 10 })), "you"),
      item(small(range(0.1, 0.9, "t-range")), "95 % interval"),
      item(small(tick(0.5, "t-others")), "other developers"));
  }

  /* ---- sections ---- */
  const sections = [];
  function section(id, title, intro, draw) {
    sections.push({ id, title, intro, draw });
  }

  section("overview", "Overview", "How many of your habits set your code apart, by language and area. The stronger the colour, the more they differ from what others do.", (into) => {
    const langs = data.languages.filter((l) => !lang || l.id === lang);
    const areas = Object.keys(AREAS).filter((a) => data.facts.some((f) => f.area === a && f.stated));
    if (!areas.length) return into.append(h("p", { class: "soft" }, "Nothing is stated yet."));
    const cell = (l, a) => {
      const facts = data.facts.filter((f) => f.language === l.id && f.area === a && f.stated);
      if (!facts.length) return h("td", {}, h("span", { class: "none" }, "0"));
      const mean = facts.reduce((sum, f) => sum + Math.max(0, f.surprise), 0) / facts.length;
      const box = h("span", { title: `${bits(mean)} bits of surprise on average` }, count(facts.length));
      box.style.background = `rgba(var(--heat), ${(0.07 + 0.28 * Math.min(1, mean / 2)).toFixed(2)})`;
      return h("td", {}, box);
    };
    into.append(h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Habits by language and area" },
      h("table", { class: "matrix" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "quiet" }, "Language")), areas.map((a) => h("th", { scope: "col" }, AREAS[a])))),
        h("tbody", {}, langs.map((l) => h("tr", {}, h("th", { scope: "row" }, l.title), areas.map((a) => cell(l, a))))))));
  });

  section("others", "You and others", "How often you decide this way, with the 95 % interval of that share, and how often other developers do.", (into) => {
    const facts = stated();
    if (!facts.length) return into.append(h("p", { class: "soft" }, "Nothing is stated yet."));
    into.append(key());
    for (const l of data.languages) {
      const mine = facts.filter((f) => f.language === l.id);
      if (!mine.length) continue;
      const bodies = [];
      const row = (f) => h("tr", {},
        h("th", { scope: "row" }, said(f), where(f)),
        h("td", { class: "chart" }, forest(f), h("span", { class: "quiet" }, interval(f))),
        h("td", { class: "n" }, f.n ? percent(share(f)) : "your word"),
        h("td", { class: "n soft" }, f.prior === null ? "not known" : percent(f.prior)));
      for (const a of Object.keys(AREAS)) {
        const list = mine.filter((f) => f.area === a).sort((x, y) => y.surprise - x.surprise);
        if (list.length) bodies.push(h("tbody", {}, h("tr", { class: "area" }, h("th", { colspan: 4, scope: "rowgroup" }, AREAS[a])), list.map(row)));
      }
      into.append(h("h3", {}, l.title), h("table", { class: "plot" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Habit"), h("th", { scope: "col" }, "0 to 100 %"), h("th", { scope: "col", class: "n" }, "You"), h("th", { scope: "col", class: "n" }, "Others"))),
        bodies));
    }
  });

  section("surprise", "Most unusual", "Ranked by surprise: how many bits you tell somebody who knows only what others do. One bit: half as many do it.", (into) => {
    const list = stated().filter((f) => f.surprise > 0).sort((a, b) => b.surprise - a.surprise);
    if (!list.length) return into.append(h("p", { class: "soft" }, "Nothing here differs from what others do."));
    const most = list[0].surprise;
    const body = h("tbody");
    const more = some(list, 12, (f) => h("tr", {},
      h("th", { scope: "row" }, said(f), where(f), h("span", { class: "soft" }, ` ${titles.get(f.language) || f.language}`)),
      h("td", { class: "chart" }, track(s("rect", { class: "t-bar", x: 0, y: 2, width: (100 * f.surprise) / most, height: 6 })), h("span", { class: "quiet" }, `${bits(f.surprise)} of ${bits(most)} bits`)),
      h("td", { class: "n" }, bits(f.surprise)),
      h("td", { class: "n soft" }, f.n ? `${count(f.k)} of ${count(f.n)}` : "your word")), body);
    into.append(h("table", { class: "plot" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Habit"), h("th", { scope: "col" }, h("span", { class: "quiet" }, "Drawn")), h("th", { scope: "col", class: "n" }, "Bits"), h("th", { scope: "col", class: "n" }, "Times"))),
      body));
    if (more) into.append(more);
  });

  section("time", "Over time", "Lines of yours that still stand, by the month in which they were written (heights are square roots); and what you changed.", (into) => {
    drawActivity(into);
    drawSwitches(into);
  });

  function monthsOf(rows) {
    const sum = new Map();
    for (const list of rows) for (const [m, n] of list) sum.set(m, (sum.get(m) || 0) + n);
    return sum;
  }
  const number = (m) => Number(m.slice(0, 4)) * 12 + Number(m.slice(5, 7)) - 1;

  function drawActivity(into) {
    const rows = Object.entries(data.activity).filter(([l]) => !lang || l === lang).map(([, r]) => r);
    const sum = monthsOf(rows);
    if (!sum.size) return into.append(h("p", { class: "soft" }, "No dates are known for these lines: they were learnt without history."));
    const at = [...sum.keys()].sort(), from = number(at[0]), to = number(at[at.length - 1]), n = to - from + 1;
    const most = Math.max(...sum.values());
    const bars = at.map((m) => {
      const height = 100 * Math.sqrt(sum.get(m) / most); /* one import must not flatten ten years */
      return s("rect", { class: "t-bar", x: number(m) - from + 0.1, y: 100 - height, width: 0.8, height });
    });
    const box = h("div", { class: "activity" }, s("svg", { viewBox: `0 0 ${Math.max(n, 12)} 100`, preserveAspectRatio: "none", role: "img", "aria-label": `Lines by month, ${at[0]} to ${at[at.length - 1]}; most: ${count(most)}. The table below has the years.` }, bars));
    const years = [];
    for (let y = Math.floor(from / 12); y <= Math.floor(to / 12); y++) years.push(y);
    const step = Math.ceil(years.length / 8);
    years.forEach((y, i) => {
      if (i % step) return;
      const mark = h("span", { class: "tick", "aria-hidden": "true" }, String(y));
      mark.style.left = `${(100 * Math.max(0, y * 12 - from)) / Math.max(n, 12)}%`;
      box.append(mark);
    });
    const byYear = new Map();
    for (const [m, k] of sum) byYear.set(m.slice(0, 4), (byYear.get(m.slice(0, 4)) || 0) + k);
    into.append(h("h3", {}, "Activity"), box, h("details", { class: "behind" }, h("summary", {}, "As a table"),
      h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Year"), h("th", { scope: "col", class: "n" }, "Lines"))),
        h("tbody", {}, [...byYear].sort().map(([y, k]) => h("tr", {}, h("th", { scope: "row" }, y), h("td", { class: "n" }, count(k))))))));
  }

  function drawSwitches(into) {
    const list = shown(data.facts).filter((f) => f.since && f.before).sort((a, b) => (a.since < b.since ? 1 : -1));
    into.append(h("h3", {}, "Switches"));
    if (!list.length) return into.append(h("p", { class: "soft" }, "No habit is known to have changed."));
    const day = (d) => Date.parse(d) / 86400000;
    const from = Math.min(...list.map((f) => day(f.first_seen || f.since)), ...list.map((f) => day(f.since) - 365));
    const to = Math.max(...list.map((f) => day(f.last_seen || f.since)), day(data.generated.slice(0, 10)));
    const x = (d) => (day(d) - from) / (to - from);
    const year = (t) => new Date(t * 86400000).getUTCFullYear();
    into.append(h("table", { class: "plot" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Habit"), h("th", { scope: "col" }, `${year(from)} to ${year(to)}`), h("th", { scope: "col" }, "Since"), h("th", { scope: "col" }, "Before"))),
      h("tbody", {}, list.map((f) => h("tr", {},
        h("th", { scope: "row" }, said(f), where(f), h("span", { class: "soft" }, ` ${titles.get(f.language) || f.language}`)),
        h("td", { class: "chart" }, track(range(0, x(f.since), "t-before"), range(x(f.since), 1, "t-after")), h("span", { class: "quiet" }, `${f.before} until ${month(f.since)}, then ${f.value}`)),
        h("td", {}, month(f.since)),
        h("td", { class: "soft" }, f.before))))));
  }

  section("questions", "Open questions", "You do both, so nothing is inferred; where it matters, a specification asks. Settle one and it is never asked again.", (into) => {
    const groups = new Map();
    for (const f of shown(data.facts)) {
      if (f.decided || !f.wording) continue;
      const id = `${f.language} ${f.trait} ${f.scope}`;
      groups.set(id, [...(groups.get(id) || []), f]);
    }
    const list = [...groups.values()].filter((g) => g.length > 1).sort((a, b) => b[0].impact - a[0].impact || b[0].n - a[0].n);
    if (!list.length) return into.append(h("p", { class: "soft" }, "None."));
    const cards = h("div", { class: "cards" });
    const more = some(list, 6, (group) => h("article", { class: "card" },
      h("h3", {}, group[0].question || `${AREAS[group[0].area]}: which?`, h("span", { class: "soft" }, ` ${titles.get(group[0].language)}${where(group[0])}`)),
      group.sort((a, b) => b.k - a.k).map((f) => h("div", { class: "choice" },
        h("p", {}, h("span", {}, f.wording), h("span", { class: "soft" }, `${count(f.k)} of ${count(f.n)}`)),
        s("svg", { class: "split", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
          s("rect", { class: "rest", width: 100, height: 10 }), s("rect", { class: "part", width: 100 * share(f), height: 10 })),
        command(pin(f))))), cards);
    into.append(cards);
    if (more) into.append(more);
  });

  section("examples", "Side by side", "A line of yours, and one where you did otherwise.", (into) => {
    const list = shown(data.facts).filter((f) => f.decided && f.wording && f.counter && f.counter.text && f.examples.some((e) => e.text))
      .sort((a, b) => Number(b.stated) - Number(a.stated) || b.surprise - a.surprise);
    if (!list.length) return into.append(h("p", { class: "soft" }, "You never do otherwise."));
    const figure = (cls, title, e) => h("figure", { class: cls }, h("figcaption", {}, h("b", {}, title), ` ${place(e)}`), h("pre", {}, h("code", {}, e.text)));
    const box = h("div");
    const more = some(list, 8, (f) => h("article", { class: "pair" },
      h("h3", {}, said(f), where(f), h("span", { class: "soft" }, ` ${titles.get(f.language)}, ${count(f.k)} of ${count(f.n)}`)),
      figure("own", "Usually", f.examples.find((e) => e.text)), figure("other", "Otherwise", f.counter)), box);
    into.append(box);
    if (more) into.append(more);
  });

  section("decisions", "Your decisions", "What you pinned, rejected or reworded. It holds whatever is counted.", (into) => {
    const list = data.decisions.filter((d) => !lang || d.language === lang);
    if (!list.length) return into.append(h("p", { class: "soft" }, "None yet. Pin a habit to state it on your word; reject one that shall never be stated."), command("idiolect profile pin LANGUAGE:TRAIT=VALUE"));
    into.append(h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of decisions" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Decided", "What", "Fact", "Wording"].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", {}, list.map((d) => h("tr", {}, h("td", {}, d.made.slice(0, 10)), h("td", {}, d.verdict), h("th", { scope: "row" }, h("code", {}, d.fact)), h("td", {}, d.wording || "")))))));
  });

  /* ---- evidence ---- */
  const columns = [
    ["Habit", (f) => said(f).toLowerCase()],
    ["Language", (f) => f.language],
    ["Area", (f) => f.area],
    ["Times", (f) => f.n, true],
    ["Share", (f) => share(f), true],
    ["95 %", (f) => f.interval[0], true],
    ["Others", (f) => (f.prior === null ? -1 : f.prior), true],
    ["Bits", (f) => (f.decided ? f.surprise : -99), true],
    ["Sure", (f) => f.confidence, true],
    ["Since", (f) => f.since || "", true],
    ["State", (f) => state(f)],
  ];
  const view = { text: "", area: "", state: "", by: 7, down: true };

  function details(f) {
    const lines = f.examples.filter((e) => e.text).map((e) => [h("p", { class: "small soft" }, place(e)), h("pre", {}, h("code", {}, e.text))]);
    const counter = f.counter && f.counter.text ? h("div", { class: "other" }, h("p", { class: "small soft" }, `but ${place(f.counter)}`), h("pre", {}, h("code", {}, f.counter.text))) : null;
    const seen = f.first_seen ? `, seen ${month(f.first_seen)} to ${month(f.last_seen)}` : "";
    const ruled = f.ruled ? h("p", { class: "small" }, f.standing === "overruled" ? `You pinned another value on ${f.ruled.slice(0, 10)}.` : `You ${f.standing} it on ${f.ruled.slice(0, 10)}.`) : null;
    return h("details", {}, h("summary", {}, said(f), where(f)), ruled,
      h("p", { class: "small soft" }, h("code", {}, f.id), ` in ${plural(f.files, "file", "files")} of ${plural(f.repos, "repository", "repositories")}${seen}`),
      lines, counter);
  }

  function row(f) {
    return h("tr", {},
      h("th", { scope: "row" }, details(f)),
      h("td", {}, titles.get(f.language) || f.language),
      h("td", {}, AREAS[f.area] || f.area),
      h("td", { class: "n" }, f.n ? `${count(f.k)} of ${count(f.n)}` : ""),
      h("td", { class: "n" }, f.n ? percent(share(f)) : ""),
      h("td", { class: "n soft" }, f.n ? `${Math.floor(f.interval[0] * 100)}\u2013${Math.ceil(f.interval[1] * 100)}` : ""),
      h("td", { class: "n soft" }, f.prior === null ? "" : percent(f.prior)),
      h("td", { class: "n" }, f.prior === null || !f.decided ? "" : bits(f.surprise)),
      h("td", { class: "n" }, f.confidence > 0 ? percent(f.confidence) : ""),
      h("td", { class: "n" }, month(f.since)),
      h("td", {}, h("span", { class: `tag ${state(f)}` }, state(f))));
  }

  function found() {
    const text = view.text.toLowerCase();
    const value = columns[view.by][1];
    const list = shown(data.facts).filter((f) =>
      (!view.area || f.area === view.area) && (!view.state || state(f) === view.state) &&
      (!text || `${said(f)} ${f.id} ${f.scope}`.toLowerCase().includes(text)));
    const order = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a.id < b.id ? -1 : 1);
    return list.sort((a, b) => (view.down ? order(b, a) : order(a, b)));
  }

  section("evidence", "Evidence", "Everything that is known, with what it rests on. Open a habit to see where.", (into) => {
    const body = h("tbody"), status = h("p", { class: "small soft" }), foot = h("div");
    const heads = columns.map(([title, , right], i) => h("th", { scope: "col", class: right ? "n" : null },
      h("button", { type: "button", onclick: () => {
        view.down = view.by === i ? !view.down : Boolean(right);
        view.by = i;
        refresh();
        say(`Sorted by ${title}, ${view.down ? "descending" : "ascending"}`);
      } }, title)));
    function refresh() {
      const list = found();
      heads.forEach((head, i) => {
        if (i === view.by) head.setAttribute("aria-sort", view.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      body.replaceChildren();
      foot.replaceChildren();
      const more = some(list, 50, row, body);
      if (more) foot.append(more);
      status.textContent = plural(list.length, "fact", "facts");
    }
    const choose = (title, name, options) => h("label", {}, title,
      h("select", { onchange: (e) => { view[name] = e.target.value; refresh(); say(status.textContent); } },
        h("option", { value: "" }, "All"), options.map(([v, t]) => h("option", { value: v, selected: view[name] === v }, t))));
    into.append(
      h("div", { class: "tools" },
        h("label", {}, "Find", h("input", { type: "search", value: view.text, placeholder: "quotes, error, shop/src", oninput: (e) => { view.text = e.target.value; refresh(); } })),
        choose("Area", "area", Object.entries(AREAS)),
        choose("State", "state", ["stated", "usual", "undecided", "pinned", "rejected", "overruled"].map((t) => [t, t]))),
      status,
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of evidence" },
        h("table", { class: "evidence" }, h("thead", {}, h("tr", {}, heads)), body)),
      foot);
    refresh();
  });

  /* ---- the page ---- */
  function head() {
    const facts = data.facts, n = facts.filter((f) => f.stated).length;
    const open = new Set(facts.filter((f) => !f.decided).map((f) => `${f.language} ${f.trait} ${f.scope}`)).size;
    const tests = new Map(facts.filter((f) => !f.scope).map((f) => [`${f.language} ${f.trait}`, f.n]));
    const sites = [...tests.values()].reduce((a, b) => a + b, 0);
    document.getElementById("lead").append(`What ${plural(data.repos.length, "repository", "repositories")} show about how you write ${data.languages.map((l) => l.title).join(", ") || "code"}.`);
    const tile = (k, v) => h("div", {}, h("dt", {}, k), h("dd", {}, v));
    document.getElementById("tiles").append(
      tile("habits that set you apart", count(n)), tile("open questions", count(open)),
      tile("choices counted", count(sites)), tile("decided by you", count(data.decisions.length)),
      tile("written on", data.generated.slice(0, 10)));
  }

  function chooser() {
    const box = document.getElementById("languages");
    const one = (id, title) => h("label", {}, h("input", { type: "radio", name: "language", value: id, checked: id === lang, onchange: () => { lang = id; draw(); say(`Showing ${title}`); } }), h("span", {}, title));
    if (data.languages.length > 1) box.append(one("", "All"), ...data.languages.map((l) => one(l.id, l.title)));
    else box.hidden = true;
  }

  function draw() {
    main.replaceChildren(...sections.map((part) => {
      const box = h("section", { id: part.id, "aria-labelledby": `${part.id}-title` },
        h("header", {}, h("h2", { id: `${part.id}-title` }, part.title), h("p", {}, part.intro)));
      part.draw(box);
      return box;
    }));
  }

  head();
  chooser();
  document.getElementById("sections").append(...sections.map((part) => h("li", {}, h("a", { href: `#${part.id}` }, part.title))));
  draw();
})();
