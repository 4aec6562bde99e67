namespace OrderedBlocks.Tests.Differential;

/// <summary>An exception of a program: from a delegate, a predicate or a call of <c>Fault</c>.</summary>
/// <remarks>Its message is compared. Of an exception that a block makes up itself, only the type is.</remarks>
public sealed class ProgramException : Exception
{
    public ProgramException()
    {
    }

    public ProgramException(string message)
        : base(message)
    {
    }

    public ProgramException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
