"use strict";
/*
 * The page that `openletter preview -o` makes. Everything it shows comes from the files in data/:
 * about.js says what there is, list-N.js holds the rows of the list, letters-N.js the letters, images.js
 * the inline images. They are loaded as scripts, because a page from disk may read nothing else.
 */
(function () {
	const about = window.preview_about;
	const PAGE = 100;
	const MARKS = /[\uFDEE\uFDEF]/g;
	const at = (id) => document.getElementById(id);
	const rows = []; /* [ref, email, name, org, subject, warned] */
	const search = []; /* what the filter looks in, folded when it is first looked in */
	const places = new Map(); /* ref -> index in rows */
	const chunks = new Map(); /* number -> letters, once loaded */
	let images = null;
	let shown = []; /* indices of rows that pass the filter */
	let page = 0;
	let current = -1;
	let complete = false;

	function load(name, then) {
		const script = document.createElement("script");
		script.src = "data/" + name;
		script.onload = () => { script.remove(); then(true); };
		script.onerror = () => { script.remove(); then(false); };
		document.head.append(script);
	}

	function make(tag, text, attributes) {
		const e = document.createElement(tag);
		if (text !== undefined)
			e.textContent = text;
		for (const name in attributes || {})
			e.setAttribute(name, attributes[name]);
		return e;
	}

	const fold = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

	/* ---- the list ---- */

	window.preview_list = function (more) {
		for (const row of more) {
			places.set(row[0], rows.length);
			rows.push(row);
		}
	};

	function load_list(number) {
		if (number === about.list_files) {
			complete = true;
			apply_filter();
			return;
		}
		load("list-" + number + ".js", (ok) => {
			if (!ok) {
				tell("data/list-" + number + ".js is missing; make the preview again");
				return;
			}
			if (number === 0) {
				apply_filter();
				open_first();
			} else {
				tell(summary());
			}
			load_list(number + 1);
		});
	}

	function tell(text) {
		at("summary").textContent = text;
	}

	function summary() {
		const n = about.letters.toLocaleString();
		if (!complete)
			return "Reading the list: " + rows.length.toLocaleString() + " of " + n;
		const filtered = shown.length !== rows.length;
		return (filtered ? shown.length.toLocaleString() + " of " : "") + n +
			(about.letters === 1 ? " letter" : " letters") +
			(about.note ? " · " + about.note : "");
	}

	function matches(i, words) {
		if (search[i] === undefined)
			search[i] = fold(rows[i].slice(0, 5).join("\n"));
		return words.every((w) => search[i].includes(w));
	}

	function apply_filter() {
		const words = fold(at("filter").value).split(/\s+/).filter(Boolean);
		const warned = at("only-warned").checked;
		shown = [];
		for (let i = 0; i < rows.length; i++)
			if ((!warned || rows[i][5]) && (words.length === 0 || matches(i, words)))
				shown.push(i);
		page = Math.min(page, Math.max(0, Math.ceil(shown.length / PAGE) - 1));
		draw_list();
	}

	function draw_row(i) {
		const [ref, email, name, org, subject, warned] = rows[i];
		const item = make("li"), link = make("a", undefined, { href: "#" + encodeURIComponent(ref) });
		link.append(make("b", org || name || email, { dir: "auto" }),
			make("small", (name && org ? name + " · " : "") + email, { dir: "auto" }),
			make("small", ref + " · " + subject, { dir: "auto" }));
		if (i === current)
			link.setAttribute("aria-current", "true");
		if (warned)
			link.className = "warned";
		item.append(link);
		return item;
	}

	function draw_list() {
		const pages = Math.max(1, Math.ceil(shown.length / PAGE));
		at("rows").replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map(draw_row));
		at("page").textContent = shown.length ? (page + 1) + " / " + pages : "nothing found";
		at("pages").hidden = pages === 1 && shown.length > 0;
		at("previous-page").disabled = page === 0;
		at("next-page").disabled = page + 1 >= pages;
		tell(summary());
		draw_position();
	}

	function turn_page(by) {
		page += by;
		draw_list();
		at("list").scrollTop = 0;
	}

	/* ---- one letter ---- */

	window.preview_letters = function (number, letters) {
		chunks.set(number, letters);
	};
	window.preview_images = function (all) {
		images = all;
	};

	function with_images(then) {
		if (images || !about.images)
			then();
		else
			load("images.js", then);
	}

	function open_letter(i) {
		const number = Math.floor(i / about.chunk);
		current = i;
		const go = () => {
			const letter = (chunks.get(number) || [])[i % about.chunk];
			if (current !== i)
				return;
			if (!letter)
				return tell("data/letters-" + number + ".js is missing; make the preview again");
			with_images(() => draw_letter(letter));
		};
		/* A few neighbours are kept, not everything that was ever looked at. */
		if (chunks.size > 20)
			chunks.clear();
		if (chunks.has(number))
			go();
		else
			load("letters-" + number + ".js", go);
	}

	function draw_position() {
		const where = shown.indexOf(current);
		at("position").textContent = current < 0 ? "" :
			(rows[current][6] + " of " + about.total.toLocaleString());
		at("previous").disabled = where <= 0;
		at("next").disabled = where < 0 || where + 1 >= shown.length;
	}

	function text_with_marks(text) {
		const out = document.createDocumentFragment();
		let from = 0, mark = null;
		for (const m of text.matchAll(MARKS)) {
			(mark || out).append(text.slice(from, m.index));
			from = m.index + 1;
			if (m[0] === "\uFDEE") {
				mark = make("mark");
				out.append(mark);
			} else {
				mark = null;
			}
		}
		out.append(text.slice(from));
		return out;
	}

	function frame_html(letter) {
		let html = letter.html.replace(/cid:([^"'\s)>&]+)/g,
			(all, id) => images && images[id] ? images[id] : all);
		if (!at("marks").checked)
			html = html.replace(/<\/?mark>/g, "");
		/* Nothing in a letter may load anything, whatever the frame allows. */
		return "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; " +
			"img-src data:; style-src 'unsafe-inline'\">" + html;
	}

	function draw_bodies(letter) {
		const marks = at("marks").checked;
		const text = at("text");
		text.dir = letter.rtl ? "rtl" : "ltr";
		text.lang = letter.language;
		text.replaceChildren(marks ? text_with_marks(letter.text) :
			document.createTextNode(letter.text.replace(MARKS, "")));
		at("html-side").hidden = !letter.html;
		at("bodies").className = letter.html ? "" : "one";
		at("frame").replaceChildren();
		if (letter.html) {
			const frame = make("iframe", undefined, { sandbox: "", title: "The letter as HTML" });
			frame.srcdoc = frame_html(letter);
			at("frame").append(frame);
		}
	}

	let letter_at_hand = null;

	function draw_letter(letter) {
		const headers = [["From", letter.from], ["Sender", letter.sender], ["To", letter.to],
			["Cc", letter.cc], ["Bcc", letter.bcc], ["Reply-To", letter.reply_to],
			["Date", about.date], ["Language", letter.language],
			["Size", letter.size_shown], ["Message-ID", "<" + letter.message_id + ">"]];
		letter_at_hand = letter;
		at("subject").textContent = letter.subject;
		at("headers").replaceChildren(...headers.filter((h) => h[1]).flatMap((h) =>
			[make("dt", h[0]), make("dd", h[1], { dir: "auto" })]));
		at("files").hidden = letter.files.length === 0;
		at("files").replaceChildren(...letter.files.map((f) =>
			make("li", (f.is_inline ? "Image: " : "Attached: ") + f.name + " (" + f.type + ", " + f.size + ")")));
		at("letter-warnings").hidden = letter.warnings.length === 0;
		at("letter-warnings").replaceChildren(...letter.warnings.map((w) => make("li", w)));
		at("eml").href = letter.ref + ".eml";
		draw_bodies(letter);
		at("letter").hidden = false;
		document.body.classList.add("reading");
		document.title = letter.ref + " · " + about.title;
		show_in_list();
	}

	/* Turns the list to the page on which the open letter is. */
	function show_in_list() {
		const where = shown.indexOf(current);
		if (where >= 0)
			page = Math.floor(where / PAGE);
		draw_list();
	}

	function open_hash() {
		const ref = decodeURIComponent(location.hash.slice(1));
		if (places.has(ref)) {
			open_letter(places.get(ref));
		} else {
			current = -1;
			at("letter").hidden = true;
			document.body.classList.remove("reading");
			document.title = about.title;
			draw_list();
		}
	}

	/* Where there is room beside the list, something stands there from the start. */
	function open_first() {
		if (!location.hash && rows.length && window.matchMedia("(min-width: 42.01rem)").matches)
			open_letter(0);
		else
			open_hash();
	}

	function step(by) {
		const where = shown.indexOf(current) + by;
		if (where >= 0 && where < shown.length)
			location.hash = "#" + encodeURIComponent(rows[shown[where]][0]);
	}

	function draw_warnings() {
		const all = (about.note ? [about.note] : []).concat(about.warnings);
		const list = make("ul");
		list.append(...all.map((w) => make("li", w)));
		at("warnings").hidden = all.length === 0;
		at("warnings").replaceChildren(list);
	}

	let waiting = 0;

	at("filter").addEventListener("input", () => {
		clearTimeout(waiting);
		waiting = setTimeout(() => { page = 0; apply_filter(); }, rows.length > 20000 ? 150 : 0);
	});
	at("only-warned").addEventListener("change", () => { page = 0; apply_filter(); });
	at("previous-page").addEventListener("click", () => turn_page(-1));
	at("next-page").addEventListener("click", () => turn_page(1));
	at("previous").addEventListener("click", () => step(-1));
	at("next").addEventListener("click", () => step(1));
	at("back").addEventListener("click", () => { location.hash = ""; });
	at("marks").addEventListener("change", () => { if (letter_at_hand) draw_bodies(letter_at_hand); });
	window.addEventListener("hashchange", open_hash);

	at("title").textContent = about.title;
	document.title = about.title;
	draw_warnings();
	load_list(0);
})();
