/* Labs on a page without a kernel: a control moves, and what was recorded of that position is drawn and said.

record.py makes the records and says what is in them. A position is the place of a control in the list of its
positions; a drawing is a list of strokes; a table gives the number of a drawing or of a word for a position. */
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const QUANTUM = 8;       // steps of the record in a pixel
  const NARROW = 560;      // pixels: in less room the panels stand below each other
  const SPOKEN = 600;      // milliseconds after the last move
  const FRAME = 100;       // milliseconds of a picture of a film

  function element(tag, attributes = {}, ...children) {
    const made = attributes.xmlns ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (name !== 'xmlns') made.setAttribute(name, value);
    made.append(...children);
    return made;
  }
  const drawn = (tag, attributes) => element(tag, {...attributes, xmlns: SVG});

  /* --- a record --- */

  async function inflated(base64) {
    const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /* The head of a record, with its arrays in place of their numbers. */
  function read(bytes) {
    const start = 4 + new DataView(bytes.buffer).getUint32(0, true);
    const lab = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)));
    let at = start;
    const arrays = lab.lengths.map(n => {  // steps from each number to the next: low bytes, then high ones
      const numbers = new Uint16Array(n);
      for (let i = 0, last = 0; i < n; i++) {
        const folded = bytes[at + i] | bytes[at + n + i] << 8;
        numbers[i] = last += folded & 1 ? -(folded + 1) / 2 : folded / 2;
      }
      at += 2 * n;
      return numbers;
    });
    const signed = number => new Int16Array(arrays[number].buffer);
    const [shapes, x, y] = lab.drawings;
    Object.assign(lab, {shapes: arrays[shapes], x: signed(x), y: signed(y), drawings: []});
    for (let i = 0, point = 0; i < lab.shapes.length;) {
      lab.drawings.push([i, point]);
      for (let strokes = lab.shapes[i++]; strokes > 0; strokes--) {
        let lines = lab.shapes[++i];
        for (i++; lines > 0; lines--) point += lab.shapes[i++];
      }
    }
    for (const mode of lab.modes) {
      for (const cell of [...mode.artists, ...mode.told, ...mode.goals]) {
        if (cell.over) cell.table = arrays[cell.table];
        for (const piece of cell.pieces || [cell]) {
          if (piece.shape) Object.assign(piece, {x: signed(piece.x), y: signed(piece.y)});
        }
      }
    }
    return lab;
  }

  /* --- between nodes --- */

  function weights([kind, n, low, high], x) {
    const weight = new Float64Array(n), middle = (low + high) / 2;
    for (let j = 0; j < n; j++) {
      let off = kind === 'circle'
        ? Math.sin(Math.PI * ((x - low) / (high - low) - j / n))
        : x - middle + (n > 1 ? (high - low) / 2 * Math.cos(Math.PI * j / (n - 1)) : 0);
      if (Math.abs(off) < 1e-12) return weight.fill(0).fill(1, j, j + 1);
      weight[j] = (j % 2 ? -1 : 1) / off;
      if (kind === 'line' && n > 1 && (j === 0 || j === n - 1)) weight[j] /= 2;
    }
    const sum = weight.reduce((a, b) => a + b);
    return weight.map(share => share / sum);
  }

  /* Numbers at a place, of a table whose nodes follow each other, those of the last axis fastest. */
  function between(axes, table, values) {
    axes.forEach((axis, i) => {
      const weight = weights(axis, values[i]), size = table.length / axis[1];
      const sum = new Float64Array(size);
      weight.forEach((share, j) => {
        if (share) for (let k = 0; k < size; k++) sum[k] += share * table[j * size + k];
      });
      table = sum;
    });
    return table;
  }

  /* A number as helpers/text.py rounds it: four digits, at most so many decimals, halves to the even digit. */
  function rounded(value, decimals) {
    let number = Number(value.toPrecision(4));
    if (decimals !== null) {
      const doubled = number * 2 * 10 ** decimals, half = Number.isInteger(number * 2 ** (decimals + 1));
      number = half && doubled % 2 ? 2 * Math.round(doubled / 4) / 10 ** decimals : Number(number.toFixed(decimals));
    }
    const whole = Number.isInteger(number) && Math.abs(number) >= 1e4 && Math.abs(number) < 1e6;
    return whole ? number.toLocaleString('en-US') : String(number);
  }

  /* --- the picture --- */

  class Picture {
    constructor(lab) {
      this.lab = lab;
      this.svg = drawn('svg', {role: 'img', class: 'lab-picture'});
    }

    /* Start anew with the layout for so much room. */
    layOut(room) {
      const layout = this.lab.layouts[room < NARROW ? 1 : 0];
      if (layout === this.layout) return;
      this.layout = layout;
      const {lab, svg} = this, {width, height, top} = layout;
      svg.setAttribute('viewBox', `0 ${top} ${width} ${height - top}`);
      svg.style.maxWidth = `${1.25 * width}px`;
      const definitions = drawn('defs');
      layout.boxes.forEach(([x, y, right, bottom], i) => {
        const cut = drawn('clipPath', {id: `${lab.name}-axes-${i}`});
        cut.append(drawn('rect', {x, y, width: right - x, height: bottom - y}));
        definitions.append(cut);
      });
      const [under, ...groups] = Array.from({length: lab.axes.length + 2}, () => drawn('g'));
      svg.replaceChildren(definitions, under, ...groups);
      const here = [1 / QUANTUM, 0, 1 / QUANTUM, 0];
      this.draw(under, layout.under, here);
      this.draw(groups.pop(), layout.over, here);
      // The record has places on the wide layout; each axes of it lies somewhere on this one.
      this.onto = layout.boxes.map(([x, y, right, bottom], i) => {
        const [X, Y, R, B] = lab.layouts[0].boxes[i], across = (right - x) / (R - X), down = (bottom - y) / (B - Y);
        return [across / QUANTUM, x - X * across, down / QUANTUM, y - Y * down];
      });
      this.groups = groups;
      this.shown = groups.map(() => null);
    }

    /* Put an artist into a drawing of the record, or where it is between nodes. */
    show(artist, cell, place, values) {
      const group = this.groups[artist], onto = this.onto[this.lab.axes[artist]];
      if (cell.pieces) cell = cell.pieces[at(cell, place)];
      if (cell.axes) {
        const [x, y] = [cell.x, cell.y].map(table => between(cell.axes, table, values));
        let point = 0;
        this.put(group, cell.shape.map(([style, lines]) => [style, lines.map(n => [point, point += n])]), x, y, onto);
      } else {
        const number = at(cell, place);
        if (number !== this.shown[artist]) this.draw(group, this.shown[artist] = number, onto);
      }
    }

    draw(group, number, onto) {
      const {shapes, x, y, drawings} = this.lab;
      let [i, point] = drawings[number];
      const strokes = Array.from({length: shapes[i++]}, () => {
        const style = shapes[i++];
        return [style, Array.from({length: shapes[i++]}, () => [point, point += shapes[i++]])];
      });
      this.put(group, strokes, x, y, onto);
    }

    /* strokes: of each its style and, of each of its lines, the first point and the one after the last. */
    put(group, strokes, x, y, [sx, dx, sy, dy]) {
      const {lab} = this, round = value => Math.round(100 * value) / 100;
      while (group.childElementCount > strokes.length) group.lastChild.remove();
      strokes.forEach(([style, lines], i) => {
        const path = group.children[i] || group.appendChild(drawn('path')), [css, axes, mark] = lab.styles[style];
        if (path.dataset.style !== String(style)) {
          path.dataset.style = style;
          path.setAttribute('style', css + (axes < 0 ? '' : `;clip-path:url(#${lab.name}-axes-${axes})`));
        }
        let d = '';
        for (const [first, end] of lines) {
          for (let k = first; k < end; k++) {
            d += `${mark || k === first ? 'M' : 'L'}${round(x[k] * sx + dx)} ${round(y[k] * sy + dy)}${mark || ''}`;
          }
        }
        path.setAttribute('d', d);
      });
    }
  }

  /* The entry of a table at a place, the positions of all sliders; what is no table is the same everywhere. */
  function at(cell, place) {
    if (!cell.over) return cell;
    return cell.table[cell.over.reduce((entry, slider) => entry * place.sizes[slider] + place[slider], 0)];
  }

  /* --- a lab --- */

  class Lab {
    constructor(lab, box) {
      Object.assign(this, {lab, box, picture: new Picture(lab), widgets: []});
      this.position = lab.controls.map(control => control.start);
      this.words = element('p', {class: 'lab-words', 'aria-hidden': 'true'});  // spoken by the next one
      this.spoken = element('p', {class: 'lab-spoken', 'aria-live': 'polite'});
      const back = element('button', {type: 'button', class: 'lab-back'}, 'Back to the start');
      back.addEventListener('click', () => this.move(lab.controls.map(control => control.start)));
      const rows = lab.controls.map((control, i) => this.row(control, i));
      const goal = element('p', {class: 'lab-goal'}, element('b', {}, 'Goal: '), lab.goal);
      const note = lab.note ? [element('p', {class: 'lab-note'}, lab.note)] : [];
      box.replaceChildren(goal, ...rows, back, this.words, this.spoken, this.picture.svg, ...note);
      this.follow();
      this.draw();
      this.spoken.textContent = this.said;
      new ResizeObserver(() => this.resized()).observe(box);
      addEventListener('hashchange', () => this.follow() && this.draw());
    }

    /* One row for each control; widgets are what sets it to a position. */
    row(control, i) {
      const id = `${this.lab.name}-${control.name}`, last = control.positions.length - 1;
      const moved = position => this.move(this.position.map((old, k) => k === i ? position : old));
      if (control.kind === 'choice') {
        const title = element('span', {class: 'lab-title', id}, control.title);
        const inputs = control.shown.map((_, k) => element('input', {type: 'radio', name: id, value: k}));
        inputs.forEach((input, k) => input.addEventListener('change', () => moved(k)));
        this.widgets.push(position => { inputs[position].checked = true; });
        const options = control.shown.map((shown, k) => element('label', {}, inputs[k], element('span', {}, shown)));
        return element('div', {class: 'lab-row', role: 'radiogroup', 'aria-labelledby': id}, title, ...options);
      }
      const slider = element('input', {type: 'range', id, min: 0, max: last, step: 1});
      const field = element('input', {class: 'lab-number', size: 7, 'aria-label': `${control.title} as a number`,
        autocomplete: 'off'});
      slider.addEventListener('input', () => moved(Number(slider.value)));
      // A finger that scrolls the page from here has set the slider before anybody knew that it would scroll.
      let before = this.position[i];
      slider.addEventListener('pointerdown', () => { before = this.position[i]; });
      slider.addEventListener('pointercancel', () => moved(before));
      field.addEventListener('change', () => moved(nearest(control, field.value) ?? this.position[i]));
      this.widgets.push(position => {
        slider.value = position;
        slider.setAttribute('aria-valuetext', control.shown[position]);
        field.value = control.shown[position];
      });
      const title = element('label', {class: 'lab-title', for: id}, control.title);
      const row = element('div', {class: 'lab-row'}, title, slider, field);
      if (control.plays) row.append(this.film(slider, moved, last));
      return row;
    }

    film(slider, moved, last) {
      const button = element('button', {type: 'button'}, 'Play');
      let timer = 0;
      const stop = () => {
        clearInterval(timer);
        timer = 0;
        button.textContent = 'Play';
      };
      button.addEventListener('click', () => {
        if (timer) return stop();
        if (Number(slider.value) === last) moved(0);
        button.textContent = 'Pause';
        timer = setInterval(() => {
          moved(Number(slider.value) + 1);
          if (Number(slider.value) === last) stop();
        }, FRAME);
      });
      slider.addEventListener('input', stop);
      return button;
    }

    move(position) {
      this.position = position;
      this.draw();
      clearTimeout(this.resting);
      this.resting = setTimeout(() => {
        this.spoken.textContent = this.said;
        this.remember();
      }, SPOKEN);
    }

    /* Words that need more lines make room and keep it, so that the picture does not jump under a moving finger. */
    resized() {
      if (this.room !== this.box.clientWidth) this.words.style.minHeight = '';
      this.room = this.box.clientWidth;
      this.draw();
      this.words.style.minHeight = `${this.words.offsetHeight}px`;
    }

    /* Everything as it is at the position. */
    draw() {
      const {lab, picture} = this, place = [], values = [];
      place.sizes = [];
      let mode = 0;
      lab.controls.forEach(({kind, positions}, i) => {
        const position = this.position[i];
        this.widgets[i](position);
        if (kind === 'choice') mode = mode * positions.length + position;
        else {
          place.push(position);
          values.push(positions[position]);
          place.sizes.push(positions.length);
        }
      });
      const {artists, told, goals} = lab.modes[mode];
      picture.layOut(this.box.clientWidth);
      artists.forEach((cell, artist) => picture.show(artist, cell, place, values));
      const numbers = goals.map(cell => cell.axes ? between(cell.axes, cell.values, values)[0] : at(cell, place));
      const reached = goals.some((cell, i) => cell.axes ? numbers[i] < cell.bound : numbers[i]);
      const word = cell => 'number' in cell ? rounded(numbers[cell.number], cell.decimals) : lab.words[at(cell, place)];
      const text = told.map(cell => typeof cell === 'string' ? cell : word(cell)).join('');
      const [what, words, below, aloud] = text.split('\t'), mark = reached ? lab.mark : '';
      this.words.textContent = words + mark + (below && '\n' + below);
      this.words.classList.toggle('lab-reached', reached);
      this.said = aloud ? aloud + mark : this.words.textContent;
      picture.svg.setAttribute('aria-label', `${what} ${this.said}`.replaceAll('\n', ' '));
    }

    /* The position in the address of the page, so that it can be sent. */
    remember() {
      const start = this.lab.controls.every((control, i) => control.start === this.position[i]);
      const values = this.lab.controls.map((control, i) => [control.name, control.positions[this.position[i]]]);
      const hash = start ? this.lab.name : new URLSearchParams([['lab', this.lab.name], ...values]);
      history.replaceState(null, '', `#${hash}`);
    }

    /* Go where the address says; whether it speaks of this lab. */
    follow() {
      const asked = new URLSearchParams(location.hash.slice(1));
      if (asked.get('lab') !== this.lab.name) return false;
      this.position = this.lab.controls.map((control, i) => {
        const value = asked.get(control.name);
        const position = control.kind === 'choice' ? control.positions.indexOf(value) : nearest(control, value ?? '');
        return position === null || position < 0 ? this.position[i] : position;
      });
      // Whoever comes back, or loads the page again, is where they were.
      const [{type} = {}] = performance.getEntriesByType('navigation');
      if (type === 'navigate' || this.room) this.box.scrollIntoView();
      return true;
    }
  }

  /* Which numbers may be meant: by 0,5 and 1/2 a half, by 1,524 first 1524, but perhaps 1.524. */
  window.readings = typed => {
    const text = typed.trim().replace('−', '-'), [above, below, ...more] = text.split('/');
    if (below !== undefined) {
      const [[a], [b]] = [readings(above), readings(below)];
      return [a / b].filter(value => Number.isFinite(value) && !more.length);
    }
    const plain = text => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
    const thousands = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(text);
    return [plain(thousands ? text.replaceAll(',', '') : text), plain(text.replace(',', '.'))].filter(Number.isFinite);
  };

  /* The position nearest to what was typed, or null where that is no number. */
  function nearest({kind, positions}, typed) {
    const meant = readings(typed), [low, high] = [Math.min(...positions), Math.max(...positions)];
    if (!meant.length) return null;
    const value = meant.find(value => low <= value && value <= high) ?? meant[0];
    const ruler = kind === 'log_slider' ? x => Math.log(Math.max(x, 1e-300)) : x => x;
    const far = positions.map(position => Math.abs(ruler(position) - ruler(value)));
    return far.indexOf(Math.min(...far));
  }

  window.labsReady = (async () => {
    if (!window.DecompressionStream || !window.ResizeObserver) return;  // the still pictures stay
    for (const box of document.querySelectorAll('section.lab')) {
      const record = box.querySelector('script[type="text/plain"]');
      new Lab(read(await inflated(record.textContent)), box);
    }
  })();
})();
