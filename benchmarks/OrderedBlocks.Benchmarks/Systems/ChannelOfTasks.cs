using System.Threading.Channels;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>
/// What many programs do without a block: a task an item, the tasks in a bounded channel, and one reader that awaits them in
/// turn. The pool alone limits the parallelism.
/// </summary>
internal sealed class ChannelOfTasks : ISystem
{
    public string Name => "channel";

    public string Title => "Channel<Task<T>>";

    public async Task<int> RunAsync(Work work, OrderedSink sink, int items)
    {
        var channel = Channel.CreateBounded<Task<long>>(
            new BoundedChannelOptions(Mesh.Capacity) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => ReadAsync(channel.Reader, sink));
        int waits = 0;
        for (int item = 0; item < items; item++)
        {
            long number = item;
            var task = Task.Run(() => work.Transform(number));
            if (!channel.Writer.TryWrite(task))
            {
                waits++;
                await channel.Writer.WriteAsync(task);
            }
        }

        channel.Writer.Complete();
        await reading;
        return waits;
    }

    private static async Task ReadAsync(ChannelReader<Task<long>> reader, OrderedSink sink)
    {
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out Task<long>? task))
            {
                sink.Take(await task);
            }
        }
    }
}
