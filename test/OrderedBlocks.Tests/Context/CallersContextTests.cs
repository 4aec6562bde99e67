using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OrderedBlocks.Tests.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Context;

/// <summary>
/// Streams, readers and links live longer than the call that has made them: what that caller's <see cref="AsyncLocal{T}"/>s refer to is
/// not kept for as long.
/// </summary>
[TestClass]
public sealed class CallersContextTests
{
    private static readonly AsyncLocal<object?> s_value = new();

    /// <summary>Every form that makes an async stream of a channel.</summary>
    public static IEnumerable<object[]> Streams { get; } =
    [
        ["select"], ["select of a sequence"], ["select many"], ["block"], ["other block"], ["block as a channel"], ["channel transformed"],
    ];

    // It begins, and waits, in the caller's context. No await: what follows one would run on top of that.
    [TestMethod]
    [DynamicData(nameof(Streams))]
    public void Enumerator_ThatHasBegun_KeepsNothing(string form)
    {
        (object stream, WeakReference value, Action<int> send, IAsyncEnumerator<int> items, Task<bool> next) = Begin(form);
        send(1);
        Assert.IsTrue(next.WithTimeout().GetAwaiter().GetResult());
        next = Task.FromResult(true);
        AssertCollected(value);
        GC.KeepAlive(stream);
        GC.KeepAlive(items);
        GC.KeepAlive(send);
        GC.KeepAlive(next);
    }

    [TestMethod]
    [DataRow("channel to block", false)]
    [DataRow("channel to block", true)]
    [DataRow("block to channel", false)]
    [DataRow("block to channel", true)]
    [DataRow("other block to channel", true)]
    [DataRow("block to block", true)]
    [DataRow("ended together", true)]
    [DataRow("channel transformed", true)]
    public void Link_OrReader_KeepsNothing(string form, bool hasItems)
    {
        Channel<int> channel = hasItems ? LinkEnds.ChannelOf(1, 2, 3) : Channel.CreateUnbounded<int>();
        Channel<int> full = Channel.CreateBounded<int>(1);
        var block = new OrderedTransformBlock<int, int>(static item => item, new OrderedBlockOptions { BoundedCapacity = 2 });
        var buffer = new BufferBlock<int>(new DataflowBlockOptions { BoundedCapacity = 2 });
        if (hasItems)
        {
            Assert.IsTrue(full.Writer.TryWrite(0));
            if (form is "block to channel")
            {
                Assert.IsTrue(block.Post(1));
                Assert.IsTrue(block.Post(2));
                Channels.Blocks.UntilReadable(block, 2);
            }
            else if (form is "other block to channel")
            {
                Assert.IsTrue(buffer.Post(1));
                Assert.IsTrue(buffer.Post(2));
            }
        }

        // Dataflow's own blocks keep the context in which they are made.
        var target = new BufferBlock<int>();
        object? kept = null;
        WeakReference value = InAContextOfItsOwn(() => kept = form switch
        {
            "channel to block" => channel.Reader.LinkTo(block),
            "block to channel" => block.LinkTo(full.Writer),
            "other block to channel" => buffer.LinkTo(full.Writer),
            "block to block" => block.LinkTo(target, LinkEnds.Propagating),
            "ended together" => DataflowCompletion.CompleteWhenAll(target, block, buffer),
            _ => channel.Reader.TransformOrdered(static item => item, new OrderedBlockOptions { BoundedCapacity = 2 }),
        });
        AssertCollected(value);
        GC.KeepAlive(kept);
        GC.KeepAlive(block);
        GC.KeepAlive(buffer);
        GC.KeepAlive(target);
        GC.KeepAlive(channel);
        GC.KeepAlive(full);
    }

    // The value is nobody's but the context's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference InAContextOfItsOwn(Action act)
    {
        object value = new();
        s_value.Value = value;
        act();
        s_value.Value = null;
        return new WeakReference(value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (object Stream, WeakReference Value, Action<int> Send, IAsyncEnumerator<int> Items, Task<bool> Next) Begin(string form)
    {
        Channel<int> source = Channel.CreateUnbounded<int>();
        var block = new OrderedTransformBlock<int, int>(static item => item);
        var buffer = new BufferBlock<int>();
        Action<int> send = form switch
        {
            "block" or "block as a channel" => item => Assert.IsTrue(block.Post(item)),
            "other block" => item => Assert.IsTrue(buffer.Post(item)),
            _ => item => Assert.IsTrue(source.Writer.TryWrite(item)),
        };
        IAsyncEnumerable<int>? stream = null;
        IAsyncEnumerator<int>? items = null;
        Task<bool>? next = null;
        WeakReference value = InAContextOfItsOwn(() =>
        {
            stream = form switch
            {
                "select" => source.Reader.ReadAllAsync().SelectOrdered(static item => item),
                "select of a sequence" =>
                    source.Reader.ReadAllAsync().ToBlockingEnumerable().SelectOrdered(static item => Task.FromResult(item)),
                "select many" => source.Reader.ReadAllAsync().SelectManyOrdered(static item => (IEnumerable<int>)[item]),
                "block" => block.ReadAllAsync(),
                "other block" => buffer.ReadAllAsync(),
                "block as a channel" => block.AsChannel().Reader.ReadAllAsync(),
                _ => source.Reader.TransformOrdered(static item => item).ReadAllAsync(),
            };
            items = stream.GetAsyncEnumerator();
            next = items.MoveNextAsync().AsTask();
        });
        return (stream!, value, send, items!, next!);
    }

    // Asked until it is true: the last thread to touch an object may still have it in a register.
    private static void AssertCollected(WeakReference value) => Wait.Until(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !value.IsAlive;
        },
        "Something is still held.");
}
