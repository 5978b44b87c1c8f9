package dates

import (
	"testing"
	"time"
)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err) // no time zone data on this machine
	}
	return zone
}

// The same words on other days: ends of weeks, months and years.
func TestBoundsOfTheCalendar(t *testing.T) {
	for _, tt := range []struct{ now, text, want string }{
		{"2026-01-01", "bread yesterday", "bread [2025-12-31 2026-01-01) yesterday?"},
		{"2026-01-01", "bread last month", "bread [2025-12-01 2026-01-01) last month"},
		{"2026-01-01", "bread last week", "bread [2025-12-22 2025-12-29) last week"},
		{"2026-01-01", "bread this week", "bread [2025-12-29 2026-01-05) this week"},
		{"2026-01-01", "bread last quarter", "bread [2025-10-01 2026-01-01) last quarter"},
		{"2026-01-15", "bread last winter", "bread [2024-12-01 2025-03-01) winter 2024"},
		{"2026-01-15", "bread this winter", "bread [2025-12-01 2026-03-01) winter 2025"},
		{"2026-03-01", "bread last winter", "bread [2025-12-01 2026-03-01) winter 2025"},
		{"2026-01-15", "bread in December", "bread [2025-12-01 2026-01-01) December 2025"},
		{"2026-12-01", "bread in December", "bread [2026-12-01 2027-01-01) December 2026"},
		{"2026-12-31", "bread last December", "bread [2025-12-01 2026-01-01) December 2025"},
		{"2026-07-15", "bread last summer", "bread [2025-06-01 2025-09-01) summer 2025"},
		{"2026-07-15", "bread this summer", "bread [2026-06-01 2026-09-01) summer 2026"},
		{"2026-02-10", "bread this summer", "bread [2025-06-01 2025-09-01) summer 2025"},
		{"2026-12-24", "bread last Christmas", "bread [2025-12-22 2025-12-29) Christmas 2025"},
		{"2026-12-30", "bread last Christmas", "bread [2026-12-22 2026-12-29) Christmas 2026"},
		{"2026-03-31", "bread in the past month", "bread [2026-02-28 2026-04-01) past month"},
		{"2024-02-29", "bread in the past year", "bread [2023-02-28 2024-03-01) past year"},
		{"2024-02-29", "bread on February 29", "bread [2024-02-29 2024-03-01) February 29, 2024"},
		{"2026-11-22", "bread last Sunday", "bread [2026-11-15 2026-11-16) Sunday, November 15"},
		{"2026-11-22", "bread last week", "bread [2026-11-09 2026-11-16) last week"},
		{"2026-11-22", "bread this weekend", "bread [2026-11-21 2026-11-23) this weekend"},
		{"2026-11-22", "bread last weekend", "bread [2026-11-14 2026-11-16) last weekend"},
		{"2026-11-21", "bread over the weekend", "bread [2026-11-21 2026-11-23) this weekend"},
		{"2026-11-25", "bread last Tuesday", "bread [2026-11-24 2026-11-25) Tuesday, November 24"},
		{"2026-11-25", "上周二存的面包", "面包 [2026-11-17 2026-11-18) 11月17日周二"},
		{"2026-11-22", "上周日存的面包", "面包 [2026-11-15 2026-11-16) 11月15日周日"},
		{"2026-11-22", "周末存的面包", "面包 [2026-11-21 2026-11-23) 这个周末"},
		{"2026-01-15", "去年冬天存的面包", "面包 [2025-12-01 2026-03-01) 去年冬天"},
		{"2026-01-15", "上半年存的面包", "面包 [2026-01-01 2026-07-01) 2026年上半年"},
		{"2026-01-15", "下半年存的面包", "面包 [2025-07-01 2026-01-01) 2025年下半年"},
		{"2026-01-15", "年底存的面包", "面包 [2025-10-01 2026-01-01) 2025年底"},
		{"2026-01-15", "春节存的面包", "面包 [2025-01-22 2025-02-14) 2025年春节"},
		{"2026-01-01", "元旦存的面包", "面包 [2025-12-30 2026-01-05) 2026年元旦"},
		{"2026-03-05", "月底存的面包", "面包 [2026-02-21 2026-03-01) 上个月底"},
		{"2026-01-01", "bread two days ago", "bread [2025-12-30 2025-12-31) 2 days ago"},
		{"2020-06-01", "bread in 2023", "bread in 2023"},
		{"2023-06-01", "bread in 2023", "bread [2023-01-01 2024-01-01) 2023"},
		{"2027-02-20", "春节前后存的面包", "面包 [2027-01-25 2027-02-27) 2027年春节前后"},
	} {
		now, err := time.Parse(time.DateOnly, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := told(tt.text, now.Add(8*time.Hour), localeOf(tt.text)); got != tt.want {
			t.Errorf("%s on %s\n got %s\nwant %s", tt.text, tt.now, got, tt.want)
		}
	}
}

// Days are those of the person's zone, whatever the clocks do that day.
func TestDaysAreLocal(t *testing.T) {
	for _, tt := range []struct{ zone, now, text, from, to string }{
		// It is Tuesday in Shanghai while it is Monday in London.
		{"Asia/Shanghai", "2026-11-23T20:00:00Z", "bread today", "2026-11-24T00:00:00+08:00", "2026-11-25T00:00:00+08:00"},
		{"America/Los_Angeles", "2026-11-23T05:00:00Z", "bread today", "2026-11-22T00:00:00-08:00", "2026-11-23T00:00:00-08:00"},
		{"Pacific/Kiritimati", "2025-12-31T10:30:00Z", "bread this year", "2026-01-01T00:00:00+14:00", "2027-01-01T00:00:00+14:00"},
		// Days of 23 and 25 hours.
		{"Europe/Berlin", "2026-03-30T10:00:00Z", "bread yesterday", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
		{"Europe/Berlin", "2026-10-26T10:00:00Z", "bread yesterday", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		{"America/New_York", "2026-11-02T15:00:00Z", "bread last week", "2026-10-26T00:00:00-04:00", "2026-11-02T00:00:00-05:00"},
		// Clocks went from midnight to one o'clock: the day begins at one.
		{"America/Sao_Paulo", "2018-11-05T12:00:00Z", "bread yesterday", "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"},
		{"Asia/Kathmandu", "2026-11-23T00:00:00Z", "bread this month", "2026-11-01T00:00:00+05:45", "2026-12-01T00:00:00+05:45"},
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		found := Find(tt.text, now.In(zoneOf(t, tt.zone)), "en")
		if len(found) != 1 {
			t.Errorf("%s in %s: %v", tt.text, tt.zone, found)
			continue
		}
		from, to := found[0].From.Format(time.RFC3339), found[0].To.Format(time.RFC3339)
		if from != tt.from || to != tt.to {
			t.Errorf("%s in %s: from %s to %s, want from %s to %s", tt.text, tt.zone, from, to, tt.from, tt.to)
		}
	}
}

// Labels are in the language of the person, whatever that of the question.
func TestLabelsFollowTheLocale(t *testing.T) {
	for _, tt := range []struct{ text, en, zh string }{
		{"last week", "last week", "上周"},
		{"去年夏天", "summer 2025", "去年夏天"},
		{"spring 2023", "spring 2023", "2023年春天"},
		{"before March 2024", "before March 2024", "2024年3月之前"},
		{"2020年以来", "since 2020", "2020年以来"},
		{"after May 2022", "after May 2022", "2022年5月之后"},
		{"2021年到2022年", "2021 to 2022", "2021年到2022年"},
		{"三天前", "3 days ago", "3天前"},
		{"half a year ago", "half a year ago", "半年前"},
		{"半个月前", "half a month ago", "半个月前"},
		{"a year and a half ago", "1.5 years ago", "1年半前"},
		{"past few weeks", "past few weeks", "最近几周"},
		{"last 3 months", "last 3 months", "最近3个月"},
		{"前年", "2024", "前年"},
		{"国庆期间", "National Day 2026", "2026年国庆"},
		{"last night", "last night", "昨晚"},
		{"recently", "recently", "最近"},
		{"Q3 2024", "Q3 2024", "2024年第三季度"},
		{"March 12, 2023", "March 12, 2023", "2023年3月12日"},
		{"until last year", "until last year", "到去年为止"},
	} {
		for locale, want := range map[string]string{"en": tt.en, "zh-CN": tt.zh, "zh": tt.zh, "": tt.en} {
			found := Find(tt.text, monday23, locale)
			if len(found) != 1 || found[0].Label != want {
				t.Errorf("%s in %q: %v, want %s", tt.text, locale, found, want)
			}
		}
	}
}

func TestHolidays(t *testing.T) {
	for want, got := range map[string]time.Time{
		"2024-03-31": easterSunday(2024), "2025-04-20": easterSunday(2025), "2026-04-05": easterSunday(2026),
		"2024-11-28": thanksgiving(2024), "2026-11-26": thanksgiving(2026),
		"2010-02-14": spring.on(2010), "2023-01-22": spring.on(2023), "2027-02-06": spring.on(2027), "2035-02-08": spring.on(2035),
		"2025-10-06": midAutumn.on(2025),
	} {
		if got.Format(time.DateOnly) != want {
			t.Errorf("%s, want %s", got.Format(time.DateOnly), want)
		}
	}
	for y := 2010; y <= 2035; y++ {
		// The first day of the lunar year lies between 21 January and 20
		// February, mid-autumn between 7 September and 8 October.
		if d := spring.on(y); d.Before(date(y, 1, 21)) || d.After(date(y, 2, 20)) {
			t.Errorf("lunar new year of %d: %v", y, d)
		}
		if d := midAutumn.on(y); d.Before(date(y, 9, 7)) || d.After(date(y, 10, 8)) {
			t.Errorf("mid-autumn of %d: %v", y, d)
		}
	}
	if !spring.on(2036).IsZero() {
		t.Error("2036 is beyond the table")
	}
}
