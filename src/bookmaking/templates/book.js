// The book's pages, made of the files of src/bookmaking/theme/js. A page reads well without any of
// this, and nothing is asked of another host.
(() => {
"use strict";
{% for text in parts %}

{{ text|safe }}
{% endfor %}
})();
