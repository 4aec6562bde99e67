using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Conformance.Channels.OfOrderedTransformBlock;

/// <summary>OrderedTransformBlock as a channel, with a thread of its own and a delegate that returns tasks.</summary>
public static class BlockChannelDedicatedThreadAsynchronous
{
    public sealed class Subject() : TransformChannelSubject(
        new OptionSet { BoundedCapacity = 1, Shape = DelegateShape.Task, WorkerThreadMode = WorkerThreadMode.Dedicated });

    [TestClass]
    public sealed class States : ChannelStateConformance<Subject>;

    [TestClass]
    public sealed class Reads : ChannelReadConformance<Subject>;

    [TestClass]
    public sealed class Writes : ChannelWriteConformance<Subject>;

    [TestClass]
    public sealed class Closings : ChannelClosingConformance<Subject>;

    [TestClass]
    public sealed class ReadCancellations : ChannelReadCancellationConformance<Subject>;

    [TestClass]
    public sealed class WriteCancellations : ChannelWriteCancellationConformance<Subject>;

    [TestClass]
    public sealed class Streams : ChannelStreamConformance<Subject>;

    [TestClass]
    public sealed class Races : ChannelRaceConformance<Subject>;

    [TestClass]
    public sealed class Crowds : ChannelCrowdConformance<Subject>;

    [TestClass]
    public sealed class Items : ChannelItemConformance<Subject>;

    [TestClass]
    public sealed class ValueTasks : ChannelValueTaskConformance<Subject>;

    [TestClass]
    public sealed class Contexts : ChannelContextConformance<Subject>;
}
