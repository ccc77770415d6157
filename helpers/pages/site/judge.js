/* Exercises whose answer is a number or a letter, judged in the page. helpers/exercises/kinds.py is the first judge,
and tests hold this one to it: its verdicts and its words are the same. */
(() => {
  const digitsOf = value => Math.abs(value).toPrecision(7).split('e')[0].replace('.', '').replace(/^0+|0+$/g, '').length || 1;
  const wrong = text => ['Not yet.', /[.?]$/.test(text) ? text : `${text}.`];

  function near(task, a, b) {
    const share = task.exact ? 1e-7 : task.tolerance;
    return Math.abs(a - b) <= Math.max(share * (task.scale || Math.max(Math.abs(a), Math.abs(b))), 1e-9);
  }

  /* Whether it is the right number, rounded or cut off too early. */
  function tooFewDigits(task, value) {
    const few = digitsOf(value);
    if (!value || few >= task.digits) return false;
    const unit = Number(`1e${Math.floor(Math.log10(Math.abs(value))) - few + 1}`);
    const said = Math.round(value / unit), inUnits = task.answer / unit;
    return said === Math.trunc(inUnits) || Math.abs(said - inUnits) < 0.5001;
  }

  function number(task, typed) {
    if (!typed.trim()) return ['Not attempted yet.', 'Write a number.'];
    const text = typed.trim(), meant = readings(task.unit && text.endsWith(task.unit) ? text.slice(0, -task.unit.length) : text);
    if (!meant.length) return ['Not attempted yet.', `Expected ${task.expects}, for instance 1234.5 or 1.2e-5.`];
    const [value] = meant, wanted = task.answer;
    if (meant.some(number => near(task, number, wanted))) return ['Right.', task.why];
    for (const [text, ...values] of task.mistakes) {
      if (values.some(mistake => near(task, value, mistake))) return wrong(text);
    }
    if (tooFewDigits(task, value)) return wrong(`Near${task.asks}`);
    if (value * wanted < 0) return wrong('The sign is not right');
    const [small, large] = [Math.abs(value), Math.abs(wanted)].sort((a, b) => a - b);
    let size = Math.abs(value) > Math.abs(wanted) ? 'Too large' : 'Too small';
    if (wanted < 0) size = `The sign is right, and without it the number is ${size.toLowerCase()}`;
    if (!small) return wrong(size);
    const ratio = large / small;
    if (ratio > 10) return wrong(`${size}, by more than ten times`);
    if (ratio >= 1.1) return wrong(size);
    return wrong(`${size}, and near${task.exact || digitsOf(value) < task.digits ? task.asks : ''}`);
  }

  function choice(task, letter) {
    if (!letter) return ['Not attempted yet.', 'Choose one.'];
    if (letter === task.answer) return ['Right.', task.why];
    return wrong(task.mistakes.find(([, ...letters]) => letters.includes(letter))[0]);
  }

  window.judge = (task, answer) => (typeof task.answer === 'string' ? choice : number)(task, answer);

  /* The right answer that was given in this browser, if there was one; or keep one. It leaves the browser never. */
  function remembered(name, answer) {
    try {
      if (answer !== undefined) localStorage.setItem(`mechanics-of-learning ${name}`, answer);
      return localStorage.getItem(`mechanics-of-learning ${name}`);
    } catch {
      return null;  // a browser that keeps nothing
    }
  }

  const signs = {'Right.': '✓', 'Not yet.': '✗', 'Not attempted yet.': '○'};
  for (const box of document.querySelectorAll('.exercise:has(form)')) {
    const form = box.querySelector('form'), said = box.querySelector('.verdict');
    const task = JSON.parse(box.querySelector('script').textContent);
    form.querySelector('button').hidden = false;
    form.addEventListener('submit', event => {
      event.preventDefault();
      const answer = form.elements.answer.value, [verdict, text] = judge(task, answer);
      said.innerHTML = `${signs[verdict]} <b>${verdict}</b> ${text}`;
      if (verdict === 'Right.') remembered(form.dataset.name, answer);
    });
    form.addEventListener('input', () => { said.textContent = ''; });
    const answer = remembered(form.dataset.name);
    if (answer !== null) {
      form.elements.answer.value = answer;
      form.requestSubmit();
    }
  }
})();
