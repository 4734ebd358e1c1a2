// Package browser tries the emulator's page in a real browser, where one is installed.
package browser

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// browser returns a tab of a Chromium without a window, and skips the test where there is
// none.
func browser(t *testing.T) context.Context {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium is installed to open the page in")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	all, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	tab, closed := chromedp.NewContext(all)
	t.Cleanup(closed)
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		t.Skipf("the Chromium that is installed does not start here: %v", err)
	}
	return tab
}

// evaluate returns what JavaScript says in the page.
func evaluate[T any](t *testing.T, tab context.Context, script string) T {
	t.Helper()
	told, err := chromedp.Run(tab, chromedp.Evaluate[T](script))
	require.NoError(t, err)
	return told
}

// text is what somebody reads in the first element of a selector, "" where there is none.
func text(t *testing.T, tab context.Context, of string) string {
	t.Helper()
	return evaluate[string](t, tab, fmt.Sprintf("(document.querySelector(%q) || {innerText: ''}).innerText", of))
}

// eventually waits until an element shows a text.
func eventually(t *testing.T, tab context.Context, of, want string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(text(t, tab, of), want) }, time.Minute,
		100*time.Millisecond, "%s: %s", of, want)
}

// serve serves a world in which two teams of three accounts have something.
func serve(t *testing.T) (*emulator.Emulator, string) {
	accounts := []string{"111111111111", "222222222222", "333333333333"}
	e := emulator.New(emulator.Options{Prepare: func(w *model.World) {
		assert.NoError(t, crowd.Fill(w, 1, 2, accounts...))
	}})
	return e, serving(t, e)
}

// serving serves an emulator, and returns its URL.
func serving(t *testing.T, e *emulator.Emulator) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- emulator.NewWorlds(e, emulator.Room{Most: 3}).Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		assert.NoError(t, <-ended)
	})
	return "http://" + l.Addr().String()
}

// keep writes a picture to the folder that SHAREPROOF_PICTURES names, if it names one.
func keep(t *testing.T, tab context.Context, name string) {
	folder := os.Getenv("SHAREPROOF_PICTURES")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(tab, chromedp.CaptureScreenshot())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
}

func TestThePageShowsWhatIsThereAndKeepsUp(t *testing.T) {
	tab := browser(t)
	e, url := serve(t)
	shows := func(of, want string) { t.Helper(); eventually(t, tab, of, want) }
	require.NoError(t, chromedp.Do(tab, chromedp.EmulateViewport(1200, 900), chromedp.Navigate(url)))
	shows("#resources", "ec2 Snapshots")
	shows("#ways", "111111111111 lets 222222222222 to")
	shows("#resources", "Enabled")
	shows("#command", "--endpoint-url "+url)
	keep(t, tab, "wide")

	// What is called is shown, with what nobody tells a client, and without that anybody asks.
	as := kernel.Caller{Account: "333333333333", Region: "us-east-1"}
	_, err := e.Do(t.Context(), as, &iam.GetRole{RoleName: "<b>nobody</b>"})
	require.Error(t, err)
	shows("#calls", "333333333333 iam.GetRole: 400")
	_, err = e.Do(t.Context(), as, &iam.CreateUser{UserName: "ann"})
	require.NoError(t, err)
	shows("#resources", "ann")

	// Who looks at one account sees no other.
	require.NoError(t, chromedp.Do(tab, chromedp.Click(`//div[@id="accounts"]/button[text()="333333333333"]`)))
	assert.NotContains(t, text(t, tab, "#resources tbody"), "111111111111")
	shows("#resources tbody", "ann")

	// Time passes, and the world begins again.
	week := e.Now().AddDate(0, 0, 7)
	require.NoError(t, chromedp.Do(tab, chromedp.Click(`//span[@id="clock"]/button[text()="+7d"]`)))
	shows("#now", week.Format("2006-01-02T15:04"))
	assert.Equal(t, week, e.Now())
	evaluate[bool](t, tab, "window.confirm = () => true, true")
	require.NoError(t, chromedp.Do(tab, chromedp.Click(`//button[@id="reset"]`)))
	require.Eventually(t, func() bool { return !strings.Contains(text(t, tab, "#resources tbody"), "ann") }, time.Minute,
		100*time.Millisecond)
	assert.Empty(t, text(t, tab, "#trouble"))
}

func TestThePageFitsNarrowScreensAndTheDark(t *testing.T) {
	tab := browser(t)
	_, url := serve(t)
	require.NoError(t, chromedp.Do(tab, chromedp.EmulateViewport(500, 900), dark, chromedp.Navigate(url)))
	eventually(t, tab, "#ways", "lets")
	assert.Equal(t, 500, evaluate[int](t, tab, "innerWidth"))
	assert.LessOrEqual(t, evaluate[int](t, tab, "document.documentElement.scrollWidth"), 500, "nothing sticks out")
	assert.Equal(t, "rgb(22, 25, 29)", evaluate[string](t, tab, "getComputedStyle(document.body).backgroundColor"))
	keep(t, tab, "narrow")
}

// dark is a user who likes it dark.
func dark(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	return chromedp.Void{}, err
}

func TestAWorldAmongOthersHasAPageOfItsOwn(t *testing.T) {
	tab := browser(t)
	_, url := serve(t)
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(url+"/_world/one/")))
	eventually(t, tab, "#command", "--endpoint-url "+url+"/_world/one ")
	eventually(t, tab, "#ways", "lets")
	assert.Equal(t, "Shareproof – one", evaluate[string](t, tab, "document.title"))
}

// Whoever moves the slider sees the world as it was, and which call made it so.
func TestThePageTravelsInAKeptWorld(t *testing.T) {
	tab := browser(t)
	e, err := emulator.Open(emulator.Options{}, emulator.Data{Dir: t.TempDir()})
	require.NoError(t, err)
	url := serving(t, e)
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	for _, name := range []string{"ann", "bob"} {
		_, err := e.Do(t.Context(), as, &iam.CreateUser{UserName: name})
		require.NoError(t, err)
	}
	require.NoError(t, chromedp.Do(tab, chromedp.EmulateViewport(1000, 700), chromedp.Navigate(url)))
	eventually(t, tab, "#resources tbody", "bob")
	evaluate[bool](t, tab, `(() => { const p = document.getElementById("point");
		p.value = past.find(d => d.what.includes("ann")).record; p.oninput(); return true })()`)
	eventually(t, tab, "#deed", "aws iam create-user --user-name ann")
	eventually(t, tab, "#differs", "111111111111: iam users")
	assert.NotContains(t, text(t, tab, "#resources tbody"), "bob")
	keep(t, tab, "travel")

	// A world begins there, and the present is as it was.
	evaluate[bool](t, tab, "window.prompt = () => 'then', true")
	require.NoError(t, chromedp.Do(tab, chromedp.Click(`//button[@id="fork"]`)))
	eventually(t, tab, "h1", "then")
	eventually(t, tab, "#resources tbody", "ann")
	assert.NotContains(t, text(t, tab, "#resources tbody"), "bob")
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(url)))
	eventually(t, tab, "#resources tbody", "bob")
}
