namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>By which way the token that fires comes to a stream.</summary>
public enum TokenPath
{
    /// <summary>As the argument of ReadAllAsync.</summary>
    Argument,

    /// <summary>As the argument of GetAsyncEnumerator, which WithCancellation passes on.</summary>
    Enumerator,

    /// <summary>As <see cref="Argument"/>, and another that does not fire goes the other way.</summary>
    ArgumentOfBoth,

    /// <summary>As <see cref="Enumerator"/>, and another that does not fire goes the other way.</summary>
    EnumeratorOfBoth,
}
