/* Terms that explain themselves where they stand, and the search. */
(() => {
  /* --- terms: a click or a tap opens them without this; here also whoever points at one, or comes by keyboard --- */

  for (const term of document.querySelectorAll('.term')) {
    const meaning = document.getElementById(term.getAttribute('popovertarget'));
    if (!meaning.showPopover) continue;
    let waiting, pointed = false, arrived = false;
    const open = () => meaning.matches(':popover-open') || meaning.showPopover({source: term});
    const leave = () => { waiting = setTimeout(() => pointed && meaning.hidePopover(), 300); };
    term.addEventListener('pointerenter', ({pointerType}) => {
      clearTimeout(waiting);
      if (pointerType === 'mouse') waiting = setTimeout(() => { pointed = true; open(); }, 200);
    });
    term.addEventListener('pointerleave', () => { clearTimeout(waiting); leave(); });
    meaning.addEventListener('pointerenter', () => clearTimeout(waiting));
    meaning.addEventListener('pointerleave', leave);
    term.addEventListener('focus', () => {
      arrived = term.matches(':focus-visible');
      if (arrived) open();
    });
    term.addEventListener('blur', () => meaning.hidePopover());
    term.addEventListener('click', event => {
      // What opened by itself stays, now until another click.
      if ((pointed || arrived) && meaning.matches(':popover-open')) event.preventDefault();
      pointed = arrived = false;
    });
  }

  const contents = document.getElementById('contents');
  contents.addEventListener('click', event => {
    if (event.target.closest('a') && contents.matches(':popover-open')) contents.hidePopover();
  });

  /* --- what is wider than its place says that there is more --- */

  const seen = new ResizeObserver(entries => entries.forEach(({target}) => more(target)));
  const more = box => box.classList.toggle('more', box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
  for (const box of document.querySelectorAll('pre, .scrolls')) {
    box.addEventListener('scroll', () => more(box), {passive: true});
    seen.observe(box);
  }

  /* --- search: search.js beside the page has all sections and terms; it is loaded when somebody begins to search --- */

  const search = document.querySelector('.search'), sought = search.querySelector('input');
  const status = search.querySelector('p'), list = search.querySelector('ul');
  const MOST = {terms: 4, sections: 12}, AROUND = 50;
  search.hidden = false;

  /* normalise and normalize are one word; the length stays. */
  const folded = text => text.toLowerCase().replace(/is(?=e|at|ing)/g, 'iz');

  function result(href, title, text, from = 0, to = 0) {
    const item = document.createElement('li'), link = document.createElement('a'), mark = document.createElement('mark');
    link.href = href;
    link.textContent = title;
    mark.textContent = text.slice(from, to);
    item.append(link, ' ', text.slice(0, from), mark, text.slice(to));
    return item;
  }

  /* How far what is sought is from one of several names: it is one, begins one, is in one, or is not. */
  const away = (names, query) => Math.min(3, ...names.map(folded).filter(name => name.includes(query))
    .map(name => name === query ? 0 : name.startsWith(query) ? 1 : 2));

  function found(query) {
    const {pages, sections, terms} = window.course, words = query.split(/\s+/);
    const ofTerms = terms.filter(term => folded(term.slice(0, 5).join('\n')).includes(query))
      .sort((a, b) => away(a.slice(0, 3), query) - away(b.slice(0, 3), query))
      .map(([english, traditional, simplified, meaning, , file]) =>
        result(`${file}#Recap`, english, `${traditional} ${simplified}: ${meaning}`));
    const ofSections = sections.map(([page, id, heading, , text]) => {
      const [name, all] = [folded(heading), folded(text)];
      if (!words.every(word => name.includes(word) || all.includes(word))) return null;
      const phrase = all.includes(query) ? query : words.find(word => all.includes(word)) ?? '';
      const at = all.indexOf(phrase), from = 1 + text.lastIndexOf(' ', Math.max(0, at - AROUND));
      const end = text.indexOf(' ', at + phrase.length + AROUND), part = text.slice(from, end < 0 ? undefined : end);
      const title = heading === pages[page][1] ? heading : `${pages[page][1].split(' ')[0]} ${heading}`;
      return [name.includes(query) ? 0 : phrase === query ? 1 : 2,
        result(`${pages[page][0]}#${id}`, title, part, at - from, at - from + phrase.length)];
    }).filter(Boolean).sort(([a], [b]) => a - b).map(([, item]) => item);
    return [ofTerms, ofSections];
  }

  function show() {
    const query = folded(sought.value.trim());
    const [terms, sections] = query && window.course ? found(query) : [[], []];
    status.textContent = query && window.course ? `Terms: ${terms.length}. Sections: ${sections.length}.` : '';
    list.replaceChildren(...terms.slice(0, MOST.terms), ...sections.slice(0, MOST.sections));
  }

  sought.addEventListener('input', show);
  sought.addEventListener('focus', () => {
    const script = document.createElement('script');
    script.src = 'search.js';
    script.onload = show;
    document.head.append(script);
  }, {once: true});
})();
