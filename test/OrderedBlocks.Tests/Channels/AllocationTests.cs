using System.Diagnostics;
using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>What a wait allocates once the channel has warmed up: nothing. By themselves: others would allocate beside them.</summary>
[TestClass]
[DoNotParallelize]
public sealed class AllocationTests
{
    private const int Waits = 4_000;

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(1, true)]
    [DataRow(16, false)]
    [DataRow(16, true)]
    public async Task WriteAsync_ThatWaits_AllocatesNothing(int writers, bool hasToken)
    {
        Channel<int, int> channel = Blocks.CreateFull().AsChannel();
        using var source = new CancellationTokenSource();
        CancellationToken token = hasToken ? source.Token : CancellationToken.None;
        var writes = new ValueTask[writers];
        await AssertNothing(async () =>
        {
            for (int i = 0; i < Waits / writers; i++)
            {
                for (int writer = 0; writer < writers; writer++)
                {
                    writes[writer] = channel.Writer.WriteAsync(writer, token);
                    Assert.IsFalse(writes[writer].IsCompleted);
                }

                for (int writer = 0; writer < writers; writer++)
                {
                    ReadOne(channel);
                    await writes[writer].ConfigureAwait(false);
                }
            }
        });
    }

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(1, true)]
    [DataRow(16, false)]
    [DataRow(16, true)]
    public async Task WaitToWriteAsync_ThatWaits_AllocatesNothing(int writers, bool hasToken)
    {
        Channel<int, int> channel = Blocks.CreateFull().AsChannel();
        using var source = new CancellationTokenSource();
        CancellationToken token = hasToken ? source.Token : CancellationToken.None;
        var waits = new ValueTask<bool>[writers];
        await AssertNothing(async () =>
        {
            for (int i = 0; i < Waits / writers; i++)
            {
                for (int writer = 0; writer < writers; writer++)
                {
                    waits[writer] = channel.Writer.WaitToWriteAsync(token);
                    Assert.IsFalse(waits[writer].IsCompleted);
                }

                ReadOne(channel);
                for (int writer = 0; writer < writers; writer++)
                {
                    Assert.IsTrue(await waits[writer].ConfigureAwait(false));
                }

                Assert.IsTrue(channel.Writer.TryWrite(i));
            }
        });
    }

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(1, true)]
    [DataRow(16, false)]
    [DataRow(16, true)]
    public async Task ReadAsync_ThatWaits_AllocatesNothing(int readers, bool hasToken)
    {
        Channel<int, int> channel = Blocks.Create(capacity: 64).AsChannel();
        using var source = new CancellationTokenSource();
        CancellationToken token = hasToken ? source.Token : CancellationToken.None;
        var reads = new ValueTask<int>[readers];
        await AssertNothing(async () =>
        {
            for (int i = 0; i < Waits / readers; i++)
            {
                for (int reader = 0; reader < readers; reader++)
                {
                    reads[reader] = channel.Reader.ReadAsync(token);
                    Assert.IsFalse(reads[reader].IsCompleted);
                }

                for (int reader = 0; reader < readers; reader++)
                {
                    Assert.IsTrue(channel.Writer.TryWrite(reader));
                }

                for (int reader = 0; reader < readers; reader++)
                {
                    Assert.AreEqual(reader, await reads[reader].ConfigureAwait(false));
                }
            }
        });
    }

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(1, true)]
    [DataRow(16, false)]
    [DataRow(16, true)]
    public async Task WaitToReadAsync_ThatWaits_AllocatesNothing(int readers, bool hasToken)
    {
        Channel<int, int> channel = Blocks.Create(capacity: 64).AsChannel();
        using var source = new CancellationTokenSource();
        CancellationToken token = hasToken ? source.Token : CancellationToken.None;
        var waits = new ValueTask<bool>[readers];
        await AssertNothing(async () =>
        {
            for (int i = 0; i < Waits / readers; i++)
            {
                for (int reader = 0; reader < readers; reader++)
                {
                    waits[reader] = channel.Reader.WaitToReadAsync(token);
                    Assert.IsFalse(waits[reader].IsCompleted);
                }

                Assert.IsTrue(channel.Writer.TryWrite(i));
                for (int reader = 0; reader < readers; reader++)
                {
                    Assert.IsTrue(await waits[reader].ConfigureAwait(false));
                }

                Assert.IsTrue(channel.Reader.TryRead(out int item));
                Assert.AreEqual(i, item);
            }
        });
    }

    [TestMethod]
    public Task WritesAndReads_ThatDoNotWait_AllocateNothing()
    {
        Channel<int, int> channel = Blocks.Create(capacity: 64).AsChannel();
        return AssertNothing(async () =>
        {
            for (int i = 0; i < Waits; i++)
            {
                Assert.IsTrue(await channel.Writer.WaitToWriteAsync().ConfigureAwait(false));
                await channel.Writer.WriteAsync(i).ConfigureAwait(false);
                ReadOne(channel);
            }
        });
    }

    // Between two threads, as a pipeline has it: who waits, and how often, is left to chance.
    [TestMethod]
    public async Task Pipeline_OfTwoThreads_AllocatesNothing()
    {
        Channel<int, int> channel = Blocks.Create(capacity: 4).AsChannel();
        using var go = new SemaphoreSlim(0);
        Task writer = Task.Run(async () =>
        {
            while (true)
            {
                await go.WaitAsync();
                for (int i = 0; i < Waits; i++)
                {
                    await channel.Writer.WriteAsync(i).ConfigureAwait(false);
                }

                if (channel.Reader.Completion.IsCompleted)
                {
                    return;
                }
            }
        });
        await AssertNothing(async () =>
        {
            go.Release();
            for (int i = 0; i < Waits; i++)
            {
                Assert.AreEqual(i, await channel.Reader.ReadAsync().ConfigureAwait(false));
            }
        });
        channel.Writer.Complete();
        go.Release();
        await Assert.ThrowsAsync<ChannelClosedException>(() => writer);
    }

    // The counter is the whole process's, in which others may be about something. What waits allocate shows in every round: the smallest
    // object has 24 bytes, so that one in two waits would do.
    private static async Task AssertNothing(Func<Task> run)
    {
        var clock = Stopwatch.StartNew();
        long bytes;
        do
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await run();
            bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        while (bytes >= 12 * Waits && clock.Elapsed < Wait.Limit);

        Assert.IsLessThan(12 * Waits, bytes, "bytes in as many waits");
    }

    private static void ReadOne(Channel<int, int> channel)
    {
        var wait = default(SpinWait);
        while (!channel.Reader.TryRead(out _))
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }
}
