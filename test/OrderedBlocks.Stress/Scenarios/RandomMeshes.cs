using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;
using OrderedBlocks.Stress.Meshes;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: the blocks of random meshes, ours and Dataflow's own (buffers, transforms, broadcasts, joins, batches, encapsulated
/// ones, splits by predicate, cycles), with random options, and one sender. Allowed: what a sequential walk through the same
/// stages gives, for each way through the mesh in order. Forbidden: anything else.
/// </summary>
internal sealed class RandomMeshes : IScenario
{
    public string Name => "random-meshes";

    public string Summary => "Random graphs of all kinds of blocks against a sequential walk.";

    public async Task RunAsync(StressRun run)
    {
        int meshes = run.Pick(100, 500);
        for (int i = 0; i < meshes; i++)
        {
            await FlowAsync(run, run.Random.Next(100, run.Pick(2000, 6000)));
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task FlowAsync(StressRun run, int items)
    {
        IStage[] stages = Mesh.Draw(run.Random, depth: 2);
        string description = Mesh.Describe(stages);
        run.Watchdog.Show(() => description);
        var pair = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, run.Random.Next(1, 4));
        var builder = new MeshBuilder(run, pair.ConcurrentScheduler);
        List<MeshItem> sent = [.. Enumerable.Range(0, items).Select(static number => new MeshItem(0, number, 0))];
        List<MeshItem> expected = Mesh.Expect(stages, sent);
        var source = builder.Note(new BufferBlock<MeshItem>(builder.Options()));
        List<MeshItem> outputs = [];
        var sink = builder.Note(new ActionBlock<MeshItem>(
            item =>
            {
                outputs.Add(item);
                run.Watchdog.Progress();
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = run.Random.Next(1, 50) }));
        MeshBuilder.Link(Mesh.Attach(stages, source, builder, sent), sink);

        foreach (MeshItem item in sent)
        {
            if (!await source.SendAsync(item))
            {
                break;
            }
        }

        source.Complete();
        await builder.AllEndsAsync();
        ILookup<long, MeshItem> actual = outputs.ToLookup(static item => item.Lane);
        ILookup<long, MeshItem> wanted = expected.ToLookup(static item => item.Lane);
        foreach (long lane in actual.Concat(wanted).Select(static group => group.Key).Distinct())
        {
            ExactSequence.Assert([.. wanted[lane]], [.. actual[lane]], $"{description}, lane {lane}");
        }

        run.Count("meshes", 1);
        run.Count("blocks of ours", builder.OrderedBlocks);
        run.Count("items", sent.Count);
        run.Count("came out", outputs.Count);
    }
}
