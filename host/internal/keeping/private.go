package keeping

// private.go: pages that are not read by themselves because of what they are:
// web mail, banking, sign-in and checkout. They are told by their address
// alone, by signals that such pages share rather than by lists of sites; what
// an address does not show, the extension sees on the page (a password or a
// card field). Wrong guesses cost little: the page keeps its title, the menu
// still reads it, and a rule that allows it comes first.

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// privateKind is what makes a page private: "" for a page that is not, else
// "mail", "bank", "login" or "checkout". key is a page's normalised address.
func privateKind(key string) string {
	u, err := url.Parse(key)
	if err != nil {
		return ""
	}
	a := addressOf(u)
	switch {
	case a.isMail():
		return "mail"
	case a.isCheckout():
		return "checkout"
	case a.isBank():
		return "bank"
	case a.isLogin():
		return "login"
	}
	return ""
}

// address is an address taken apart for the signals.
type address struct {
	host string
	// labels are those of the host before its registered name ("my.app" of
	// my.app.example.co.uk), name is that name's first label.
	labels []string
	name   string
	// segments of the path, and of a "#/" route after it: lower case, without
	// the endings of scripts ("login.php").
	segments []string
	query    url.Values
}

// scripted are endings of names that stand for a page, not for a file.
var scripted = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\.(php\d?|aspx?|jspx?|html?|do|action|cgi|pl|cfm)$`)
})

func addressOf(u *url.URL) address {
	a := address{host: strings.TrimPrefix(u.Hostname(), "www."), query: u.Query()}
	labels := strings.Split(a.host, ".")
	registered := min(2, len(labels))
	// "example.co.uk", "example.com.cn": a general second level under a country.
	if n := len(labels); n > 2 && len(labels[n-1]) == 2 && slices.Contains([]string{"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne"}, labels[n-2]) {
		registered = 3
	}
	a.labels, a.name = labels[:len(labels)-registered], labels[len(labels)-registered]
	route, _, _ := strings.Cut(strings.TrimPrefix(u.Fragment, "!"), "?")
	for part := range strings.SplitSeq(u.Path+"/"+route, "/") {
		part, _, _ = strings.Cut(strings.ToLower(part), ";") // ";jsessionid=…"
		if part != "" {
			a.segments = append(a.segments, scripted().ReplaceAllString(part, ""))
		}
	}
	return a
}

// on tells whether the page is on a site, or on one below it.
func (a address) on(site string) bool {
	return a.host == site || strings.HasSuffix(a.host, "."+site)
}

// under tells whether the path begins with these segments.
func (a address) under(path ...string) bool {
	return len(a.segments) >= len(path) && slices.Equal(a.segments[:len(path)], path)
}

// labelled tells whether a label of the host is one of these.
func (a address) labelled(set map[string]bool) bool {
	return slices.ContainsFunc(a.labels, func(l string) bool { return set[l] })
}

// written tells whether the host is a place for documents: what stands there
// is about signing in or paying. On forums and help desks people sign in too.
func (a address) written() bool { return a.labelled(writing) }

// reaches tells whether one of these names is a segment of the path with
// nothing but furniture before it: "/en/account/login" is a login,
// "/wiki/login", "/blog/login" and "/acme/login" are about one.
func (a address) reaches(names map[string]bool) bool {
	for _, s := range a.segments {
		if names[s] {
			return true
		}
		if !furniture[s] && !locale().MatchString(s) {
			return false
		}
	}
	return false
}

// locale is a segment that names a language: "en", "zh-cn", "pt_br".
var locale = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z]{2}([-_][a-z]{2,4})?$`) })

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

var (
	writing = set("docs doc wiki blog blogs developer developers learn faq man manual manuals kb knowledge tutorials")
	talking = set("help support news community forum forums press status")

	// furniture are segments that say nothing of what a page is about.
	furniture = set(`account accounts user users member members my me auth authn authentication secure security app apps web portal
		customer customers client clients admin administrator wp index site sites home public api v1 v2 v3 session sessions identity
		id connect passport i m u ucenter ui ssl mobile pc shop store cart order orders basket profile c s x default main cas servlet
		gp ap hz buy settings setting _ protocol openid-connect realms master common consumers organizations saml2 j cgi-bin uac flow`)

	// Mail.
	mailLabels = set("webmail mail email exmail owa roundcube mailbox correo poczta squirrelmail")
	mailPaths  = set("webmail owa roundcube roundcubemail squirrelmail rainloop sogo zimbra snappymail horde")
	// listPaths are the public archives that live on mail servers.
	listPaths = set("pipermail archives archive mailman mailman3 lists list hyperkitty listinfo public-inbox")

	// Banking.
	bankLabels = set(`banking onlinebanking online-banking ebanking e-banking ibanking ibank ebank netbank netbanking homebanking
		internetbanking internet-banking mybank perbank pbank corporbank corpbank webbank bankline netteller`)
	bankPaths = set("onlinebanking online-banking ebanking e-banking netbanking internetbanking homebanking mybank ibank ebank netbank perbank")
	// doors are labels and segments behind which a bank's customers find their own money.
	doors = set(`secure my meine mein mon online login portal konto konten accounts account client app pay
		transactions transaction transfer transfers statements statement dashboard overview umsaetze balance balances myaccount wallet holdings`)

	// Sign-in.
	loginLabels = set("login signin logon signon sso idp auth oauth passport accounts account identity adfs")
	logins      = set(`login signin sign-in sign_in log-in log_in logon signon sign-on userlogin user-login logout signout sign-out
		sso saml oauth oauth2 authorize adfs lostpassword forgot-password forgot_password forgotpassword password_reset reset-password
		resetpassword password-reset 2fa mfa two-factor two_factor otp verify-email magic-link signup sign-up sign_up register registration denglu`)

	// Checkout.
	checkoutLabels = set("checkout cashier pay payment payments secure-payment")
	checkouts      = set("checkout checkouts place-order placeorder order-confirmation confirm-order cashier onepage paymentpage payment-page")
	// payments count only inside somebody's account: some also sell payments.
	payments = set("payment payments pay billing wallet card cards payment-methods paymentmethods")
	own      = set("account accounts my me user users settings setting order orders cart buy customer customers member members secure profile")
)

// mailboxes are web mail that no signal tells, by site and beginning of the path.
var mailboxes = []struct{ site, path string }{
	{"outlook.live.com", ""}, {"outlook.office.com", ""}, {"outlook.office365.com", ""}, {"outlook.cloud.microsoft", ""},
	{"icloud.com", "mail"}, {"app.fastmail.com", ""}, {"app.tuta.com", ""}, {"app.hey.com", ""}, {"app.proton.me", ""},
	{"google.com", "mail"}, {"zoho.com", "mail"}, {"inbox.google.com", ""}, {"navigator.gmx.net", ""}, {"navigator.web.de", ""},
	{"e.mail.ru", ""},
}

func (a address) isMail() bool {
	for _, m := range mailboxes {
		if a.on(m.site) && (m.path == "" || a.under(m.path)) {
			return true
		}
	}
	if a.labelled(mailLabels) {
		return !a.written() && !slices.ContainsFunc(a.segments, func(s string) bool { return listPaths[s] })
	}
	return !a.written() && (a.reaches(mailPaths) || a.under("mail", "inbox") || a.under("mail", "u"))
}

// vaults are places for money that no signal tells.
var vaults = []struct{ site, path string }{
	{"paypal.com", "myaccount"}, {"paypal.com", "activity"}, {"paypal.com", "webapps"}, {"my.alipay.com", ""}, {"consumeprod.alipay.com", ""},
	{"account.venmo.com", ""}, {"client.schwab.com", ""}, {"digital.fidelity.com", ""}, {"wise.com", "home"}, {"wise.com", "balances"},
	{"app.revolut.com", ""}, {"bank.pingan.com.cn", ""}, {"ibsbjstar.ccb.com.cn", ""}, {"creditcard.ccb.com", "cn"},
}

func (a address) isBank() bool {
	for _, v := range vaults {
		if a.on(v.site) && (v.path == "" || a.under(v.path)) {
			return true
		}
	}
	if a.written() || a.labelled(talking) {
		return false
	}
	if a.labelled(bankLabels) || a.reaches(bankPaths) {
		return true
	}
	top := a.host[strings.LastIndexByte(a.host, '.')+1:]
	if !strings.Contains(a.name, "bank") && top != "bank" {
		return false
	}
	return a.labelled(doors) || a.reaches(doors)
}

// forges have names of people and projects for segments, where a repository
// may well be called "login": there only the first one counts.
var forges = []string{
	"github.com", "gitlab.com", "gitee.com", "codeberg.org", "bitbucket.org", "sr.ht", "npmjs.com", "pypi.org", "crates.io", "pkg.go.dev", "hub.docker.com",
	"huggingface.co", "sourceforge.net",
}

func (a address) isLogin() bool {
	if slices.ContainsFunc(forges, a.on) && len(a.labels) == 0 {
		return len(a.segments) > 0 && (logins[a.segments[0]] || a.under("session") || a.under("sessions") || a.under("users", "sign_in"))
	}
	if a.asksLogin() {
		return true
	}
	if a.written() {
		return false
	}
	// A host for signing in has nothing else on it; the label must be the
	// first, as in login.example.com.
	return len(a.labels) > 0 && loginLabels[a.labels[0]] || a.reaches(logins)
}

// asksLogin looks at what the address says beside its path: the parameters of
// forum, wiki and blog software, and what sign-in services hand back.
func (a address) asksLogin() bool {
	for _, name := range []string{"action", "mode", "mod", "do", "act", "view"} {
		switch strings.ToLower(a.query.Get(name)) {
		case "login", "logging", "signin", "logout", "register", "lostpassword", "lostpasswd", "lostpw", "rp":
			return true
		}
	}
	for _, name := range []string{"route", "r", "s"} {
		if strings.HasSuffix(strings.ToLower(a.query.Get(name)), "/login") {
			return true
		}
	}
	if slices.Contains(a.segments, "wp-login") {
		return true
	}
	titles := []string{strings.ToLower(a.query.Get("title"))}
	if n := len(a.segments); n > 0 {
		titles = append(titles, a.segments[n-1])
	}
	if slices.ContainsFunc(titles, func(t string) bool { return strings.HasPrefix(t, "special:userlogin") }) {
		return true
	}
	// The answer of a sign-in service; a state as in "state=CA" is shorter.
	return len(a.query.Get("code")) >= 16 && len(a.query.Get("state")) >= 6 || a.query.Has("SAMLRequest") || a.query.Has("SAMLResponse")
}

func (a address) isCheckout() bool {
	if slices.ContainsFunc(forges, a.on) || a.written() || a.labelled(talking) {
		return false
	}
	if len(a.labels) > 0 && checkoutLabels[a.labels[0]] || a.reaches(checkouts) || strings.HasPrefix(a.query.Get("route"), "checkout/") {
		return true
	}
	return a.reaches(payments) && slices.ContainsFunc(a.segments, func(s string) bool { return own[s] })
}
