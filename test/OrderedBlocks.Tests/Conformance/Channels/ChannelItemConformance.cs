using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Items of other types: null, and structs of many words.</summary>
[TestClass]
public abstract class ChannelItemConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>Null is an item like any other, by each way.</summary>
    [TestMethod]
    public async Task Null_IsAnItem()
    {
        Channel<string?> channel = NewChannel<string?>(room: 4);
        WriteAll(channel, null, "one", null);

        Assert.IsTrue(channel.Reader.TryPeek(out string? seen));
        Assert.IsNull(seen);
        Assert.IsTrue(channel.Reader.TryRead(out string? first));
        Assert.IsNull(first);
        Assert.AreEqual("one", await channel.Reader.ReadAsync().AsTask().WithTimeout());
        Assert.IsTrue(await channel.Reader.WaitToReadAsync().AsTask().WithTimeout());
        Assert.IsNull(await channel.Reader.ReadAsync().AsTask().WithTimeout());
        Task<string?> waiting = channel.Reader.ReadAsync().AsTask();
        Assert.IsFalse(waiting.IsCompleted);
        await channel.Writer.WriteAsync(null).AsTask().WithTimeout();
        Assert.IsNull(await waiting.WithTimeout());
        Assert.IsFalse(channel.Reader.TryRead(out string? none));
        Assert.IsNull(none);
        await AssertLeft(channel);
    }

    /// <summary>Null in a write that waits, and in a stream.</summary>
    [TestMethod]
    public async Task Null_Waiting_IsAnItem()
    {
        Channel<string?> channel = NewChannel<string?>();
        Task[] writes = [.. Enumerable.Range(0, Subject.Capacity + 3).Select(_ => channel.Writer.WriteAsync(null).AsTask())];
        int count = 0;

        await using IAsyncEnumerator<string?> items = channel.Reader.ReadAllAsync().GetAsyncEnumerator();
        while (count < writes.Length)
        {
            Assert.IsTrue(await items.MoveNextAsync().AsTask().WithTimeout());
            Assert.IsNull(items.Current);
            count++;
        }

        await Task.WhenAll(writes).WithTimeout();
        channel.Writer.Complete();
        Assert.IsFalse(await items.MoveNextAsync().AsTask().WithTimeout());
    }

    /// <summary>A reference comes out as it went in.</summary>
    [TestMethod]
    public async Task Reference_IsTheSame()
    {
        object item = new();
        Channel<object> channel = NewChannel<object>();
        WriteAll(channel, item);

        Assert.IsTrue(channel.Reader.TryPeek(out object? seen));
        Assert.AreSame(item, seen);
        Assert.AreSame(item, await channel.Reader.ReadAsync().AsTask().WithTimeout());
    }

    /// <summary>Structs of many words come whole: to readers that wait, from writers that wait, and to those that peek meanwhile.</summary>
    [TestMethod]
    public async Task LargeStruct_ComesWhole()
    {
        const long Items = 2000;
        Channel<LargeItem> channel = NewChannel<LargeItem>();
        Task writing = Task.Run(async () =>
        {
            for (long number = 0; number < Items; number++)
            {
                await channel.Writer.WriteAsync(LargeItem.Of(number));
            }

            channel.Writer.Complete();
        });
        Task peeking = Task.Run(async () =>
        {
            while (!channel.Reader.Completion.IsCompleted)
            {
                if (channel.Reader.TryPeek(out LargeItem seen))
                {
                    seen.AssertWhole();
                }

                await Task.Yield();
            }
        });

        for (long number = 0; number < Items; number++)
        {
            LargeItem item = number % 3 == 0 && channel.Reader.TryRead(out LargeItem now)
                ? now
                : await channel.Reader.ReadAsync().AsTask().WithTimeout();
            item.AssertWhole();
            Assert.AreEqual(LargeItem.Of(number), item);
        }

        await writing.WithTimeout();
        await peeking.WithTimeout();
    }
}
