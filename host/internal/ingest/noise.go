package ingest

// noise.go: how near passages come to a question that they have nothing to do
// with. Every model has cosines of its own: what is near for one is far for
// another, and more passages come nearer by chance. So each model is asked a
// few questions that no page answers, over the library it is used for; a page
// that is no nearer to a person's question than that is no answer to it, unless
// it says so in words.

import (
	"context"
	"slices"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/vector"
)

// senseless are questions in everyday words, of several lengths, about things
// that nobody has saved a page about.
var senseless = []string{
	"how many teaspoons does a retired cloud need",
	"teaching oysters to whistle in a minor key",
	"repair manual for a wooden thunderstorm",
	"which hat suits a nervous staircase",
	"the tax rules for lending your shadow to a neighbour",
	"why did the carpet apologise to the moon twice",
	"folding instructions for a litre of silence",
	"best season for harvesting doorbells",
	"a short history of upside-down Tuesdays",
	"do snails prefer square or round echoes when they move house",
	"recipe for boiled umbrellas",
	"ironing a waterfall without creases",
	"退休的云朵每天需要几把茶匙",
	"教牡蛎用小调吹口哨的方法",
	"木头雷暴的维修手册",
	"紧张的楼梯适合戴什么帽子",
	"把影子借给邻居要不要交税",
	"地毯为什么向月亮道歉两次",
	"一升寂静应该怎么折叠",
	"门铃最好在哪个季节收割",
	"倒过来的星期二简史",
	"蜗牛搬家时喜欢方的回声还是圆的",
	"水煮雨伞的做法",
	"怎样熨平一条瀑布",
}

const (
	// noiseFrom is how many passages are too few to say how near they come by
	// chance.
	noiseFrom = 200
	// noiseBatch is how many of the questions the model is asked at a time, so
	// that a person's own question waits for no more.
	noiseBatch = 4
	// leastAsked is how many of the questions a model must understand.
	leastAsked = 12
)

// measureNoise asks the model that answers, when that is due. Noise is the upper
// quartile of how near the nearest passage is: three of four questions that no
// page answers come no nearer. With a generated model the median let two thirds
// of such questions through, and neither cost one that a page answers.
func (in *Ingest) measureNoise(ctx context.Context) error {
	model, due, err := in.vectors.NoiseDue(ctx, noiseFrom)
	if err != nil || !due || model.Name == library.BuiltinModel {
		return err
	}
	questions, err := in.askSenseless(ctx, model)
	if err != nil {
		return err
	}
	if len(questions) < leastAsked {
		return in.vectors.PutNoise(ctx, model.ID, 0)
	}
	nearest := make([]float32, len(questions))
	err = in.vectors.Vectors(ctx, model.ID, 0, func(row library.VectorRow) error {
		for i, q := range questions {
			nearest[i] = max(nearest[i], row.Scale*vector.DotCode(q, row.Code))
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	slices.Sort(nearest)
	noise := nearest[len(nearest)*3/4]
	in.log.Info("the noise of the model was measured", "model", model.Name, "cosine", noise)
	return in.vectors.PutNoise(ctx, model.ID, noise)
}

// askSenseless embeds the questions; those that mean nothing to the model are
// left out.
func (in *Ingest) askSenseless(ctx context.Context, model library.EmbeddingModel) (questions [][]float32, err error) {
	for part := range slices.Chunk(senseless, noiseBatch) {
		var inputs []library.EmbedInput
		for _, q := range part {
			inputs = append(inputs, library.EmbedInput{Text: q})
		}
		out, err := in.embedder.Embed(ctx, model, library.EmbedQuestion, inputs)
		if err != nil {
			return nil, err
		}
		for _, e := range out {
			if e.Err == nil && len(e.Vector) == model.Dims {
				questions = append(questions, e.Vector)
			}
		}
	}
	return questions, nil
}
