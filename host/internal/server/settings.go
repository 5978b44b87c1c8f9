package server

import (
	"context"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// maxRules bounds the rules that one call may set.
const maxRules = 1000

func (c *conn) settingMethods(t map[string]method) {
	if c.s.services.Settings != nil {
		t[protocol.MethodSettingsGet] = on(c.settingsGet).within(c.s.limits.read)
		t[protocol.MethodSettingsSet] = on(c.settingsSet).inOrder()
	}
	if c.s.services.Rules != nil {
		t[protocol.MethodRulesTest] = on(c.rulesTest).within(c.s.limits.read)
	}
}

func (c *conn) settingsGet(ctx context.Context, _ protocol.Empty) (r protocol.Settings, err error) {
	s, err := c.s.services.Settings.Settings(ctx)
	return settingsOut(s), err
}

// settingsSet changes what the patch names and returns all settings.
func (c *conn) settingsSet(ctx context.Context, p protocol.SettingsPatch) (r protocol.Settings, err error) {
	if p.Rules != nil {
		if len(*p.Rules) > maxRules {
			return r, invalid("rules: at most %d", maxRules)
		}
		for i, rule := range *p.Rules {
			if rule.Action != "allow" && rule.Action != "block" {
				return r, invalid("rules[%d].action: expected allow or block", i)
			}
		}
	}
	s, err := c.s.services.Settings.SetSettings(ctx, func(s *library.Settings) { patch(s, p) })
	if err != nil {
		return r, err
	}
	c.setLanguage(s.Language)
	return settingsOut(s), nil
}

func patch(s *library.Settings, p protocol.SettingsPatch) {
	set(&s.OllamaURL, p.OllamaURL)
	set(&s.OllamaRemote, p.OllamaRemote)
	set(&s.EmbedModel, p.EmbedModel)
	set(&s.ChatModel, p.ChatModel)
	set(&s.IndexEngine, p.IndexEngine)
	set(&s.Fetch, p.Fetch)
	set(&s.CaptureVisits, p.CaptureVisits)
	set(&s.Language, p.Language)
	if p.Rules != nil {
		s.Rules = make([]library.Rule, len(*p.Rules))
		for i, r := range *p.Rules {
			s.Rules[i] = library.Rule{Allow: r.Action == "allow", Site: r.Site, Path: r.Path, Folder: r.Folder}
		}
	}
}

func set[T any](field, to *T) {
	if to != nil {
		*field = *to
	}
}

func (c *conn) rulesTest(ctx context.Context, p protocol.RulesTestParams) (r protocol.RulesTestResult, err error) {
	r.Indexed, r.Because, err = c.s.services.Rules.TestRules(ctx, p.URL, c.language())
	return r, err
}
