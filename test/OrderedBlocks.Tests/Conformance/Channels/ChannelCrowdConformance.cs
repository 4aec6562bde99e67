using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Many writers and many readers: each item comes once, and no reader sees a writer's items in another order.</summary>
[TestClass]
public abstract class ChannelCrowdConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    private const int Items = 2400;

    /// <summary>Readers that wait in ReadAsync.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 6)]
    [DataRow(6, 1)]
    [DataRow(6, 6)]
    public Task WriteAsync_ReadAsync(int writers, int readers) => Crowd(writers, readers, WriteAll, async (reader, got) =>
    {
        try
        {
            while (true)
            {
                got.Add(await reader.ReadAsync());
            }
        }
        catch (ChannelClosedException)
        {
        }
    });

    /// <summary>Readers that wait in WaitToReadAsync and take what they find.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 6)]
    [DataRow(6, 1)]
    [DataRow(6, 6)]
    public Task WriteAsync_WaitToReadAsync(int writers, int readers) => Crowd(writers, readers, WriteAll, async (reader, got) =>
    {
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out Tagged item))
            {
                got.Add(item);
            }
        }
    });

    /// <summary>Writers that wait in WaitToWriteAsync and try, and readers of a stream.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 6)]
    [DataRow(6, 1)]
    [DataRow(6, 6)]
    public Task WaitToWriteAsync_ReadAllAsync(int writers, int readers) => Crowd(writers, readers, TryAll, async (reader, got) =>
    {
        await foreach (Tagged item in reader.ReadAllAsync())
        {
            got.Add(item);
        }
    });

    /// <summary>Writers of both kinds, and readers that only look again and again, beside one that waits.</summary>
    [TestMethod]
    public Task MixedWriters_TryReadAndReadAsync() => Crowd(
        4,
        3,
        static (writer, items) => items[0].Producer % 2 == 0 ? WriteAll(writer, items) : TryAll(writer, items),
        static async (reader, got) =>
        {
            while (!reader.Completion.IsCompleted)
            {
                if (reader.TryRead(out Tagged item))
                {
                    got.Add(item);
                }
                else
                {
                    await Task.Yield();
                }
            }
        },
        static async (reader, got) =>
        {
            try
            {
                while (true)
                {
                    got.Add(await reader.ReadAsync());
                }
            }
            catch (ChannelClosedException)
            {
            }
        });

    /// <summary>A writer and a reader that wait for each other with every item.</summary>
    [TestMethod]
    public async Task PingPong()
    {
        const int Turns = 500;
        Channel<int> there = NewChannel();
        Channel<int> back = NewChannel();
        Task answering = Task.Run(async () =>
        {
            for (int turn = 0; turn < Turns; turn++)
            {
                await back.Writer.WriteAsync(await there.Reader.ReadAsync());
            }
        });

        var got = new List<int>();
        Task asking = Task.Run(async () =>
        {
            for (int turn = 0; turn < Turns; turn++)
            {
                await there.Writer.WriteAsync(turn);
                got.Add(await back.Reader.ReadAsync());
            }
        });

        await Task.WhenAll(answering, asking).WithTimeout();
        AssertItems(Enumerable.Range(0, Turns), got);
    }

    private static async Task WriteAll(ChannelWriter<Tagged> writer, Tagged[] items)
    {
        foreach (Tagged item in items)
        {
            await writer.WriteAsync(item);
        }
    }

    private static async Task TryAll(ChannelWriter<Tagged> writer, Tagged[] items)
    {
        foreach (Tagged item in items)
        {
            while (!writer.TryWrite(item))
            {
                Assert.IsTrue(await writer.WaitToWriteAsync());
            }
        }
    }

    /// <summary>Runs the crowd to its end. The first reader may be of another kind than the others.</summary>
    private async Task Crowd(
        int writers,
        int readers,
        Func<ChannelWriter<Tagged>, Tagged[], Task> write,
        Func<ChannelReader<Tagged>, List<Tagged>, Task> read,
        Func<ChannelReader<Tagged>, List<Tagged>, Task>? readFirst = null)
    {
        Channel<Tagged> channel = NewChannel<Tagged>();
        Tagged[][] items =
        [
            .. Enumerable.Range(0, writers).Select(
                writer => Enumerable.Range(0, Items / writers).Select(number => new Tagged(writer, number)).ToArray()),
        ];
        List<Tagged>[] shares = [.. Enumerable.Range(0, readers).Select(static _ => new List<Tagged>())];
        Task reading = Task.WhenAll(shares.Select((share, i) => Task.Run(
            () => (i == 0 ? readFirst ?? read : read)(channel.Reader, share))));
        Task writing = Task.WhenAll(items.Select(mine => Task.Run(() => write(channel.Writer, mine))));

        await writing.WithTimeout();
        channel.Writer.Complete();
        await reading.WithTimeout();
        await channel.Reader.Completion.WithTimeout();

        for (int writer = 0; writer < writers; writer++)
        {
            foreach (List<Tagged> share in shares)
            {
                Tagged[] ofWriter = [.. share.Where(item => item.Producer == writer)];
                AssertItems(ofWriter.OrderBy(static item => item.Number), ofWriter);
            }

            AssertItems(
                items[writer],
                shares.SelectMany(static share => share).Where(item => item.Producer == writer).OrderBy(static item => item.Number));
        }
    }
}
