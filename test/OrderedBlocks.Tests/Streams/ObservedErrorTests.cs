using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OrderedBlocks.Tests.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>An error that somebody has got does not come up once more as the unobserved exception of a task that nobody sees.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ObservedErrorTests
{
    [TestMethod]
    public async Task Errors_ThatWereHandedOn_AreNotUnobserved()
    {
        Func<string, Task>[] uses = [SelectAsync, SelectManyAsync, SequenceAsync, LinkAsync];
        string mark = Guid.NewGuid().ToString();
        var unobserved = new Log<string>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerException is { } error && error.Message.StartsWith(mark, StringComparison.Ordinal))
            {
                unobserved.Add(error.Message);
            }
        }

        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            foreach (Func<string, Task> use in uses)
            {
                await Task.Run(() => use($"{mark}: {use.Method.Name}")).WithTimeout();
            }

            for (int i = 0; i < 10; i++)
            {
                await Task.Yield();
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.IsEmpty(unobserved.Entries);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task SelectAsync(string mark)
    {
        (_, Exception? error) = await new CountedItems(5)
            .SelectOrdered(item => item > 2 ? throw new IOException(mark) : item).CollectAsync();
        Assert.AreEqual(mark, error!.Message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task SelectManyAsync(string mark)
    {
        var source = new CountedItems(5) { OnItem = (item, _) => item == 3 ? throw new IOException(mark) : default };
        (_, Exception? error) = await source.SelectManyOrdered(static item => Enumerable.Repeat(item, item)).CollectAsync();
        Assert.AreEqual(mark, error!.Message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task SequenceAsync(string mark)
    {
        (_, Exception? error) = Enumerable.Range(0, 5)
            .SelectOrdered(item => item > 2 ? throw new IOException(mark) : item).Collect();
        Assert.AreEqual(mark, error!.Message);
        return Task.CompletedTask;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task LinkAsync(string mark)
    {
        Channel<int> channel = LinkEnds.ChannelOf(1);
        channel.Writer.Complete(new IOException(mark));
        var target = new ScriptedTarget(static offer =>
            offer.TryConsume(out _) ? DataflowMessageStatus.Accepted : DataflowMessageStatus.NotAvailable);
        channel.Reader.LinkTo(target, LinkEnds.Propagating);
        Assert.AreEqual(mark, (await target.Ended)!.Message);
    }
}
