package keeping_test

import (
	"strings"
	"testing"

	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/library"
)

// private are addresses that are not read by themselves, by what they are.
var private = map[string]string{
	"mail": `
		https://mail.google.com/mail/u/0/#inbox
		https://mail.google.com/mail/u/0/
		https://outlook.live.com/mail/0/
		https://outlook.office.com/mail/inbox
		https://mail.yahoo.com/d/folders/1
		https://mail.yahoo.co.jp/
		https://mail.proton.me/u/0/inbox
		https://www.icloud.com/mail/
		https://app.fastmail.com/mail/Inbox/?u=1
		https://mail.163.com/js6/main.jsp?sid=x
		https://mail.qq.com/cgi-bin/frame_html
		https://wx.mail.qq.com/home/index
		https://exmail.qq.com/cgi-bin/frame_html
		https://mail.aliyun.com/alimail/
		https://mail.sina.com.cn/
		https://e.mail.ru/inbox/
		https://webmail.some-company.example/
		https://owa.some-company.example/
		https://www.some-company.example/owa/
		https://some-host.example/roundcube/?_task=mail
		https://mail.some-university.edu.cn/coremail/`,
	"bank": `
		https://secure.bankofamerica.com/myaccounts/brain/redirect.go
		https://onlinebanking.usbank.com/USB/CustomerDashboard/Index
		https://online.citibank.co.in/products-services/
		https://meine.deutsche-bank.de/trxm/db/
		https://banking.ing.de/app/obligo
		https://netbanking.hdfcbank.com/netbanking/
		https://mybank.icbc.com.cn/icbc/newperbank/
		https://pbsz.ebank.cmbchina.com/CmbBank_GenShell/UI/
		https://perbank.abchina.com/EbankSite/startup.do
		https://ebank.some-house.example/main
		https://www.some-house.example/onlinebanking/summary
		https://www.northern-bank.example/accounts/overview
		https://accounts.northern-bank.example/
		https://www.paypal.com/myaccount/summary
		https://my.alipay.com/portal/i.htm
		https://client.schwab.com/clientapps/accounts/summary/
		https://digital.fidelity.com/ftgw/digital/portfolio/summary`,
	"login": `
		https://github.com/login
		https://github.com/session/new
		https://gitlab.com/users/sign_in
		https://accounts.google.com/v3/signin/identifier
		https://login.microsoftonline.com/common/oauth2/v2.0/authorize
		https://login.live.com/
		https://passport.baidu.com/v2/?login
		https://passport.weibo.com/visitor/visitor
		https://www.zhihu.com/signin?next=%2F
		https://news.ycombinator.com/login?goto=news
		https://x.com/i/flow/login
		https://www.some-shop.example/en-gb/account/login
		https://www.some-shop.example/customer/account/login/
		https://blog.some-writer.example/wp-login.php
		https://some-writer.example/wp-login.php?action=lostpassword
		https://forum.example/ucp.php?mode=login
		https://bbs.example/member.php?mod=logging&action=login
		https://en.wikipedia.org/w/index.php?title=Special:UserLogin
		https://en.wikipedia.org/wiki/Special:UserLogin
		https://sso.some-university.edu.cn/cas/login?service=x
		https://some-host.example/auth/realms/master/protocol/openid-connect/auth/login
		https://app.example/#/login
		https://shop.example/index.php?route=account/login
		https://site.example/users/password_reset
		https://site.example/forgot-password
		https://site.example/sign-up
		https://site.example/callback?code=4f2a8c1de93b77aa&state=e1f20c9ab
		https://idp.example.edu/idp/profile/SAML2/Redirect/SSO?SAMLRequest=x
		https://site.example/account/2fa`,
	"checkout": `
		https://checkout.stripe.com/c/pay/cs_live_a1
		https://some-shop.example/checkout
		https://some-shop.example/checkouts/cn/Z2NwLX/information
		https://some-shop.example/en/cart/checkout/step-2
		https://some-shop.example/index.php?route=checkout/confirm
		https://www.some-shop.example/checkout/onepage/
		https://pay.some-shop.example/i/1234
		https://cashier.alipay.com/standard/lightpay
		https://some-shop.example/account/payment-methods
		https://some-shop.example/settings/billing
		https://some-shop.example/order/payment?id=7
		https://www.some-shop.example/gp/buy/pay/handlers/display.html`,
}

// public are addresses that look a little like those and are for everybody.
const public = `
	https://blog.example/designing-login-forms
	https://some-writer.example/posts/how-to-build-a-login-page
	https://some-writer.example/blog/login
	https://www.smashingmagazine.com/2021/06/ux-checkout-login-forms/
	https://en.wikipedia.org/wiki/Login
	https://en.wikipedia.org/wiki/Online_banking
	https://id.wikipedia.org/wiki/Halaman_Utama
	https://zh.wikipedia.org/wiki/%E7%BD%91%E4%B8%8A%E9%93%B6%E8%A1%8C
	https://docs.github.com/en/authentication/keeping-your-account-and-data-secure
	https://docs.docker.com/reference/cli/docker/login/
	https://docs.stripe.com/checkout
	https://docs.stripe.com/payments/checkout
	https://stripe.com/payments
	https://stripe.com/en-gb/billing
	https://developer.mozilla.org/en-US/docs/Web/HTML/Element/input/password
	https://developers.google.com/identity/protocols/oauth2
	https://auth0.com/docs/authenticate/login
	https://oauth.net/2/
	https://www.passportjs.org/concepts/authentication/
	https://github.com/actions/checkout
	https://github.com/acme/login
	https://github.com/nextauthjs/next-auth/issues/42
	https://gitlab.com/acme/payment
	https://www.npmjs.com/package/login
	https://pypi.org/project/mail/
	https://git-scm.com/docs/git-checkout
	https://man7.org/linux/man-pages/man1/login.1.html
	https://stackoverflow.com/questions/549/the-definitive-guide-to-form-based-website-authentication
	https://security.stackexchange.com/questions/tagged/login
	https://mail.python.org/pipermail/python-dev/2020-January/date.html
	https://mail.python.org/archives/list/python-dev@python.org/
	https://mail.gnome.org/archives/gtk-devel-list/
	https://www.mail-archive.com/git@vger.kernel.org/
	https://www.mail.com/int/
	https://www.fastmail.com/blog/
	https://proton.me/mail
	https://www.worldbank.org/en/topic/poverty
	https://data.worldbank.org/indicator/SP.POP.TOTL
	https://www.bankofengland.co.uk/monetary-policy
	https://www.bankofamerica.com/credit-cards/
	https://www.nerdwallet.com/banking/best/savings-accounts
	https://www.bankrate.com/mortgages/
	https://www.foodbank.org.uk/get-help
	https://en.bankmycell.example/how-many-phones
	https://www.theregister.com/2024/01/02/login_leak/
	https://baymard.com/blog/checkout-usability
	https://help.shopify.com/en/manual/checkout-settings
	https://help.some-shop.example/account/billing
	https://www.irs.gov/tax-tool?code=12&state=CA
	https://sspai.com/post/12345
	https://www.zhihu.com/question/19550225
	https://juejin.cn/post/login-jwt
	https://some-app.example/pricing
	https://some-shop.example/products/wallet
	https://some-shop.example/cart-abandonment-study
	https://arxiv.org/abs/2403.14720`

// lines are the addresses of a table.
func lines(table string) []string { return strings.Fields(table) }

func TestPrivatePagesAreNotReadByThemselves(t *testing.T) {
	k, _ := open(t)
	n := 0
	for kind, table := range private {
		for _, address := range lines(table) {
			n++
			ok, because, err := k.Allowed(t.Context(), address)
			if err != nil || ok || because != "rule_private_"+kind {
				t.Errorf("%s: %v because %s, %v; want %s", address, ok, because, err, kind)
			}
			if ok, _, err := k.AllowedByHand(t.Context(), address); err != nil || !ok {
				t.Errorf("%s by hand: %v, %v", address, ok, err)
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d addresses", n)
	}
}

func TestPagesThatOnlyLookPrivateAreRead(t *testing.T) {
	k, _ := open(t)
	if n := len(lines(public)); n < 40 {
		t.Errorf("only %d addresses", n)
	}
	for _, address := range lines(public) {
		if ok, because, err := k.Allowed(t.Context(), address); err != nil || !ok {
			t.Errorf("%s: %v because %s, %v", address, ok, because, err)
		}
	}
}

func TestAnOwnRuleComesBeforeTheKindOfAPage(t *testing.T) {
	k, _ := open(t)
	_, err := k.SetSettings(t.Context(), func(s *library.Settings) {
		s.Rules = []library.Rule{{Allow: true, Site: "mail.work.example"}, {Path: "shop.example/checkout"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]struct {
		ok, byHand bool
		because    string
	}{
		"https://mail.work.example/inbox":   {true, true, "Rule 1 allows it: mail.work.example"},
		"https://mail.other.example/inbox":  {false, true, "It looks like a mailbox, which is not read by itself. A rule that allows it, or “Index this page” on the page, has it read."},
		"https://shop.example/checkout/pay": {false, false, "Rule 2 is against it: shop.example/checkout"},
		"https://shop.example/checkouts":    {false, true, "It looks like a payment page, which is not read by itself. A rule that allows it, or “Index this page” on the page, has it read."},
		"https://shop.example/shoes":        {true, true, "No rule is against it."},
		"about:blank":                       {false, false, "It is not a web page (about)."},
	} {
		ok, because, err := k.TestRules(t.Context(), address, "en")
		if err != nil || ok != want.ok || because != want.because {
			t.Errorf("%s: %v because %q, %v; want %v because %q", address, ok, because, err, want.ok, want.because)
		}
		if byHand, _, err := k.AllowedByHand(t.Context(), address); err != nil || byHand != want.byHand {
			t.Errorf("%s by hand: %v, %v", address, byHand, err)
		}
		if _, chinese, err := k.TestRules(t.Context(), address, "zh-CN"); err != nil || chinese == because {
			t.Errorf("%s in Chinese: %q, %v", address, chinese, err)
		}
	}
}

func TestRulesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		rule    library.Rule
		address string
		fits    bool
	}{
		{library.Rule{Site: "https://www.Bank.example/start"}, "https://bank.example/x", true},
		{library.Rule{Site: "*.bank.example"}, "https://my.bank.example/x", true},
		{library.Rule{Site: "bank.example"}, "https://bank.example.evil.example/", false},
		{library.Rule{Site: "://"}, "https://bank.example/", false},
		{library.Rule{Path: "bank.example"}, "https://bank.example/anything", true},
		{library.Rule{Path: "bank.example"}, "https://bank.example.evil.example/", false},
		{library.Rule{Path: "https://www.Bank.example/blog"}, "http://bank.example/blog/post?x=1", true},
		{library.Rule{Path: "bank.example/blog"}, "https://bank.example/blogger", false},
		{library.Rule{Path: "bank.example/blog?page=2"}, "https://bank.example/blog?page=2&x=1", true},
		{library.Rule{Path: "bank.example/blog?page=2"}, "https://bank.example/blog?page=22", false},
		{library.Rule{Path: "zh.wiki.example/wiki/银行"}, "https://zh.wiki.example/wiki/%E9%93%B6%E8%A1%8C", true},
		{library.Rule{Path: "bad path::"}, "https://bank.example/", false},
	} {
		if got := keeping.RuleFits(c.rule, c.address); got != c.fits {
			t.Errorf("%+v on %s: %v", c.rule, c.address, got)
		}
	}
}
