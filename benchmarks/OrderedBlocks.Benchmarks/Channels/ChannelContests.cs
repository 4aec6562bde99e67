using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;
using OrderedBlocks.Benchmarks.Systems;

namespace OrderedBlocks.Benchmarks.Channels;

/// <summary>A stage with a writer in front of it and a reader behind it, all asynchronous.</summary>
internal static class ChannelContests
{
    public static IReadOnlyList<Contestant> All(Work work, int items) =>
    [
        new("bounded channels, 1 worker", items, () => TwoChannelsAsync(work, items)),
        new("Channel<Task<T>>", items, () => ChannelOfTasksAsync(work, items)),
        Block("AsChannel, 1 worker", work, items, parallelism: 1),
        Block($"AsChannel, {Mesh.Parallelism} workers", work, items, Mesh.Parallelism),
        new($"TransformOrdered, {Mesh.Parallelism} workers", items, () => TransformOrderedAsync(work, items)),
    ];

    private static Contestant Block(string name, Work work, int items, int parallelism)
    {
        var options = new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = Mesh.Capacity,
            MaxDegreeOfParallelism = parallelism,
        };
        return new Contestant(name, items, () =>
        {
            Channel<long, long> channel = new OrderedTransformBlock<long, long>(work.Transform, options).AsChannel();
            return ThroughAsync(name, channel.Writer, channel.Reader, items);
        });
    }

    // The stage that one writes first: one task between two channels. Half of the capacity each.
    private static async Task TwoChannelsAsync(Work work, int items)
    {
        Channel<long> input = Bounded<long>(Mesh.Capacity / 2);
        Channel<long> output = Bounded<long>(Mesh.Capacity / 2);
        Task stage = Task.Run(async () =>
        {
            while (await input.Reader.WaitToReadAsync())
            {
                while (input.Reader.TryRead(out long item))
                {
                    long result = work.Transform(item);
                    if (!output.Writer.TryWrite(result))
                    {
                        await output.Writer.WriteAsync(result);
                    }
                }
            }

            output.Writer.Complete();
        });
        await ThroughAsync("bounded channels", input.Writer, output.Reader, items);
        await stage;
    }

    private static async Task ChannelOfTasksAsync(Work work, int items)
    {
        var sink = new OrderedSink();
        await new ChannelOfTasks().RunAsync(work, sink, items);
        sink.Verify("Channel<Task<T>>", items);
    }

    private static Task TransformOrderedAsync(Work work, int items)
    {
        Channel<long> input = Bounded<long>(Mesh.Capacity);
        return ThroughAsync(
            "TransformOrdered", input.Writer, input.Reader.TransformOrdered(work.Transform, Mesh.Options), items);
    }

    private static async Task ThroughAsync(string what, ChannelWriter<long> writer, ChannelReader<long> reader, int items)
    {
        var sink = new OrderedSink();
        Task reading = Task.Run(() => ReadAsync(reader, sink));
        for (long item = 0; item < items; item++)
        {
            if (!writer.TryWrite(item))
            {
                await writer.WriteAsync(item);
            }
        }

        writer.Complete();
        await reading;
        sink.Verify(what, items);
    }

    private static async Task ReadAsync(ChannelReader<long> reader, OrderedSink sink)
    {
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out long result))
            {
                sink.Take(result);
            }
        }
    }

    private static Channel<T> Bounded<T>(int capacity) =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
}
