package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/extract"
	"aibookmark/host/internal/fetch"
	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/models"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/search"
	"aibookmark/host/internal/store"
)

// services is everything the program does, wired over one library.
type services struct {
	store  *store.Store
	ingest *ingest.Ingest
	search *search.Searcher
	answer *answer.Answerer
	keeper *keeping.Keeper
	models *models.Models
	// downloads are those of models.
	downloads *models.Downloads
	ollama    *ollama.Client
	// fetcher reads pages from the web, while the person wants that.
	fetcher *fetch.Fetcher
	// embedder embeds for ingest and search; meaning holds the vectors.
	embedder *models.Embedder
	meaning  *search.Meaning
	// changed, if not nil, is called when the status changes by itself.
	changed func()
}

// openServices opens the library in dir and wires the services. It does no
// work that can wait: no model is asked, nothing is loaded.
func openServices(ctx context.Context, dir string, log func() *slog.Logger) (*services, error) {
	st, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		return nil, err
	}
	s := &services{store: st, keeper: keeping.New(st)}
	memory := models.Memory()
	client := ollama.New(ollama.Options{
		Settings: s.keeper.Settings, MemoryBytes: memory, FreeMemory: models.FreeMemory, Log: log(),
	})
	s.ollama = client
	s.downloads = models.NewDownloads(client, models.DownloadOptions{
		Name: ollama.ModelName, MemoryBytes: memory, Installed: s.modelInstalled, Log: log(),
	})
	s.models = models.New(client, models.Options{
		Settings: s.keeper.Settings, MemoryBytes: memory, Log: log(), Changed: s.modelsChanged,
		Warm: s.warmModels, Pulling: s.downloads.Running,
	})
	s.embedder = models.NewEmbedder(client, st, s.keeper.Settings, log())
	options := fetchOptions
	options.Version, options.Language, options.Log = version, s.acceptLanguage, log()
	s.fetcher = fetch.New(options)
	s.ingest = ingest.New(st, extractor{}, ingest.Options{
		Log: log(), Policy: s.keeper, Embedder: s.embedder, Vectors: st, Rest: restAfter,
		Fetching: &ingest.Fetching{Fetcher: s.fetcher, Fetches: st, Read: readFetched, On: s.fetchOn, OnBattery: fetchRests},
	})
	s.meaning = search.NewMeaning(st, s.embedder, search.MeaningOptions{Engine: s.engine, Log: log()})
	s.search = search.New(st, search.Options{Meaning: s.meaning})
	s.answer = answer.New(retriever{s.search, st}, client, st, answer.Options{Log: log()})
	return s, nil
}

func (s *services) close() error {
	s.downloads.Close()
	s.models.Close()
	s.fetcher.Close()
	s.meaning.Close()
	return s.store.Close()
}

// engine is the vector index that the settings ask for.
func (s *services) engine(ctx context.Context) string {
	set, err := s.keeper.Settings(ctx)
	if err != nil {
		return keeping.Defaults().IndexEngine
	}
	return set.IndexEngine
}

// modelsChanged tells whoever shows the state that a model came or went.
func (s *services) modelsChanged() {
	if s.changed != nil {
		s.changed()
	}
}

// modelInstalled puts a model to use that has just come, or that a server has
// which was just started.
func (s *services) modelInstalled(ctx context.Context) {
	s.models.Renew(ctx)
	s.ingest.Replan()
}

// warmModels brings the models that answer now into memory.
func (s *services) warmModels(ctx context.Context) error {
	index, err := s.store.EmbeddingModels(ctx)
	if err != nil {
		return err
	}
	embed := ""
	if index.Current != nil && index.Current.Name != library.BuiltinModel {
		embed = index.Current.Name
	}
	return s.ollama.Warm(ctx, embed)
}

// status gathers what status and initialize show. It waits for no model.
func (s *services) status(ctx context.Context) (library.Status, error) {
	counts, err := s.store.Counts(ctx)
	if err != nil {
		return library.Status{}, err
	}
	index, err := s.store.EmbeddingModels(ctx)
	if err != nil {
		return library.Status{}, err
	}
	set, err := s.keeper.Settings(ctx)
	if err != nil {
		return library.Status{}, err
	}
	pending, failed, err := s.store.PendingFetches(ctx)
	if err != nil {
		return library.Status{}, err
	}
	if counts.FailedCaptures = failed; set.Fetch {
		counts.PendingCapture = pending
	}
	m := s.models.State(ctx)
	st := library.Status{
		Counts: counts, Paused: s.ingest.Paused(),
		ChatModel: m.Chat, ModelState: m.Model, Ollama: m.Ollama,
	}
	if index.Current != nil {
		st.EmbedModel = index.Current.Name
	}
	// A model that the server cannot run now finds nothing.
	st.Rung = m.Rung(st.EmbedModel != "" && st.EmbedModel == m.Embed)
	st.ETA, _ = s.ingest.EmbedEstimate(counts.PendingEmbed)
	if set.Fetch {
		left, waits := s.ingest.FetchEstimate(pending)
		st.ETA, st.Fetch = max(st.ETA, left), waits
	}
	return st, nil
}

// eachDocument calls do with every visible page, in the order of their ids.
func (s *services) eachDocument(ctx context.Context, do func(library.Document) error) error {
	for after := int64(0); ; {
		ids, err := s.store.PageIDs(ctx, after, pagesPerRead)
		if err != nil || len(ids) == 0 {
			return err
		}
		docs, err := s.store.Documents(ctx, ids)
		if err != nil {
			return err
		}
		for _, d := range docs {
			if err := do(d); err != nil {
				return err
			}
		}
		after = ids[len(ids)-1]
	}
}

// extractor gives package extract the shape that ingest asks for.
type extractor struct{}

func (extractor) Extract(html []byte, pageURL string) (title, text, lang string, err error) {
	r, err := extract.HTML(html, pageURL)
	return r.Title, r.Text, r.Lang, err
}

func (extractor) Clean(text string) string { return extract.Text(text) }

// retriever gives search and store the shape that answer asks for.
type retriever struct {
	search *search.Searcher
	store  *store.Store
}

// evidencePages is how many pages an answer is drawn from at most.
const evidencePages = 10

func (r retriever) Evidence(ctx context.Context, l library.Lookup) (library.Findings, error) {
	q := queryOf(l)
	q.Limit = evidencePages
	if l.WordsOnly {
		q.Mode = "text"
	}
	return r.search.Evidence(ctx, q)
}

func (r retriever) Filters(ctx context.Context, l library.Lookup) ([]library.Filter, string, error) {
	return r.search.Filters(ctx, queryOf(l))
}

func queryOf(l library.Lookup) search.Query {
	return search.Query{Text: l.Text, Filters: l.Filters, Pages: l.Pages, Now: l.Now, Locale: l.Locale}
}

func (r retriever) PageText(ctx context.Context, id int64) (string, error) {
	p, err := r.store.PageByID(ctx, id)
	return p.Text, err
}

// executable is the path of this program, for registering it with browsers.
func executable() (string, error) {
	exe, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find this program: %w", err)
	}
	return exe, nil
}
