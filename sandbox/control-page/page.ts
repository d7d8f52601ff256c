/** The page as it is sent. What it shows of people and vendors is put in by its scripts, as text. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>hireline sandbox</title>
  <link rel="stylesheet" href="_control/style.css">
  <script type="module" src="_control/hires.js"></script>
  <script type="module" src="_control/vendors.js"></script>
</head>
<body>
  <a class="skip" href="#hires">Skip to hires</a>
  <header>
    <div>
      <h1>hireline sandbox</h1>
      <p>Play the people who work in Greenhouse, BambooHR, Gusto and Slack. Everybody here is made up.</p>
    </div>
    <nav aria-label="Elsewhere">
      <a id="console" href="/">hireline console</a>
      <a href="slack/">Slack</a>
    </nav>
  </header>
  <p id="says" role="status"></p>
  <noscript><p>This page needs JavaScript. The same can be done with requests to /greenhouse/_sandbox and its like.</p></noscript>
  <main>
    <section aria-labelledby="new-title">
      <h2 id="new-title">Make an offer</h2>
      <form id="new" class="grid">
        <label>First name <input name="first_name" required></label>
        <label>Last name <input name="last_name" required></label>
        <label>E-mail <input name="email" type="email" required></label>
        <label>Phone <input name="phone" type="tel"></label>
        <label>Job <select name="job_id"></select></label>
        <label>Starts on <input name="starts_on" type="date"></label>
        <label>Pay <input name="salary" inputmode="decimal" pattern="[0-9]+([.][0-9]+)?"></label>
        <label>per <select name="pay_period"><option>year</option><option>month</option><option>week</option><option>hour</option></select></label>
        <label>Manager <select name="manager_email"></select></label>
        <label class="check"><input name="accept" type="checkbox" checked> The candidate accepts at once</label>
        <button class="primary">Make the offer</button>
      </form>
    </section>
    <section aria-labelledby="hires">
      <h2 id="hires" tabindex="-1">Hires</h2>
      <div class="scroll">
        <table>
          <thead><tr><th scope="col">Candidate</th><th scope="col">Greenhouse</th><th scope="col">BambooHR</th><th scope="col">Gusto</th></tr></thead>
          <tbody id="hire-rows"></tbody>
        </table>
      </div>
      <p id="no-hires" hidden>No offers yet.</p>
    </section>
    <section aria-labelledby="vendors-title">
      <h2 id="vendors-title">Vendors</h2>
      <div id="vendors"></div>
    </section>
  </main>
  <dialog id="edit" aria-labelledby="edit-title">
    <form id="edit-form" method="dialog">
      <h2 id="edit-title"></h2>
      <div id="edit-fields" class="grid"></div>
      <p id="edit-problem" class="problem" role="alert"></p>
      <div class="buttons">
        <button type="button" id="edit-cancel">Cancel</button>
        <button class="primary">Save</button>
      </div>
    </form>
  </dialog>
</body>
</html>
`;
