/* Terms that explain themselves where they stand, and the search. */
(() => {
  /* --- terms: a click or a tap opens them without this; here also whoever points at one, or comes by keyboard --- */

  for (const term of document.querySelectorAll('.term')) {
    const meaning = document.getElementById(term.getAttribute('popovertarget'));
    if (!meaning.showPopover) continue;
    let waiting, pointed = false;
    const open = () => meaning.matches(':popover-open') || meaning.showPopover({source: term});
    const leave = () => { waiting = setTimeout(() => pointed && meaning.hidePopover(), 300); };
    term.addEventListener('pointerenter', ({pointerType}) => {
      clearTimeout(waiting);
      if (pointerType === 'mouse') waiting = setTimeout(() => { pointed = true; open(); }, 200);
    });
    term.addEventListener('pointerleave', () => { clearTimeout(waiting); leave(); });
    meaning.addEventListener('pointerenter', () => clearTimeout(waiting));
    meaning.addEventListener('pointerleave', leave);
    term.addEventListener('focus', () => term.matches(':focus-visible') && open());
    term.addEventListener('blur', () => meaning.hidePopover());
    term.addEventListener('click', event => {
      if (pointed && meaning.matches(':popover-open')) event.preventDefault();  // it stays, now until another click
      pointed = false;
    });
  }

  const contents = document.getElementById('contents');
  contents.addEventListener('click', event => {
    if (event.target.closest('a') && contents.matches(':popover-open')) contents.hidePopover();
  });

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

  function found(query) {
    const {pages, sections, terms} = window.course, words = query.split(/\s+/);
    const ofTerms = terms.filter(term => folded(term.slice(0, 5).join('\n')).includes(query))
      .sort((a, b) => folded(b.slice(0, 3).join()).includes(query) - folded(a.slice(0, 3).join()).includes(query))
      .map(([english, traditional, simplified, meaning, , file]) =>
        result(`${file}#Recap`, english, `${traditional} ${simplified}: ${meaning}`));
    const ofSections = sections.map(([page, id, heading, , text]) => {
      const [name, all] = [folded(heading), folded(text)];
      if (!words.every(word => name.includes(word) || all.includes(word))) return null;
      const phrase = all.includes(query) ? query : words.find(word => all.includes(word)) ?? '';
      const at = all.indexOf(phrase), from = Math.max(0, at - AROUND), part = text.slice(from, at + phrase.length + AROUND);
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
